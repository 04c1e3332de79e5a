import { Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ProxiesModule } from '../proxies/proxies.module.js';
import { ACCOUNT_PROVIDERS } from './accounts/accounts.providers.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { ResumeAccounts } from './listeners/resume-accounts.js';
import { createSocialNetworks } from './networks/index.js';
import { SocialNetworks } from './networks/networks.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OAUTH_PROVIDERS } from './oauth/oauth.providers.js';

@Module({
  imports: [ProxiesModule],
  controllers: [AccountsController, OauthController],
  providers: [
    {
      provide: SocialNetworks,
      inject: [Config],
      useFactory: (config: Config) => new SocialNetworks(createSocialNetworks(config.providers)),
    },
    ...ACCOUNT_PROVIDERS,
    ...OAUTH_PROVIDERS,
    ResumeAccounts,
  ],
})
export class SocialModule {}
