import { Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ProxiesModule } from '../proxies/proxies.module.js';
import { ACCOUNT_PROVIDERS } from './accounts/accounts.providers.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { GUARD_PROVIDERS } from './guard/guard.providers.js';
import { GuardController } from './guard/guard.controller.js';
import { InsightsController } from './insights/insights.controller.js';
import { INSIGHTS_PROVIDERS } from './insights/insights.providers.js';
import { ResumeAccounts } from './listeners/resume-accounts.js';
import { createSocialNetworks } from './networks/index.js';
import { SocialNetworks } from './networks/networks.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OAUTH_PROVIDERS } from './oauth/oauth.providers.js';

@Module({
  imports: [ProxiesModule],
  controllers: [AccountsController, OauthController, InsightsController, GuardController],
  providers: [
    {
      provide: SocialNetworks,
      inject: [Config],
      useFactory: (config: Config) => new SocialNetworks(createSocialNetworks(config.providers)),
    },
    ...ACCOUNT_PROVIDERS,
    ...OAUTH_PROVIDERS,
    ...INSIGHTS_PROVIDERS,
    ...GUARD_PROVIDERS,
    ResumeAccounts,
  ],
})
export class SocialModule {}
