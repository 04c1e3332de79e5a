import { Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ProxiesModule } from '../proxies/proxies.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { ACCOUNT_PROVIDERS } from './accounts/accounts.providers.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { CampaignApprovalController } from './campaigns/campaign-approval.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { CAMPAIGN_PROVIDERS } from './campaigns/campaigns.providers.js';
import { ChoicesController } from './campaigns/choices.controller.js';
import { SpendGuard } from './guard/spend-guard.js';
import { ImagesController } from './images/images.controller.js';
import { IMAGE_PROVIDERS } from './images/images.providers.js';
import { ResumeAccounts } from './listeners/resume-accounts.js';
import { createSocialNetworks } from './networks/index.js';
import { SocialNetworks } from './networks/networks.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OAUTH_PROVIDERS } from './oauth/oauth.providers.js';
import { PublishingController } from './publishing/publishing.controller.js';
import { PUBLISHING_PROVIDERS } from './publishing/publishing.providers.js';

@Module({
  imports: [ProxiesModule, StoresModule],
  controllers: [
    AccountsController,
    OauthController,
    CampaignsController,
    CampaignApprovalController,
    ChoicesController,
    ImagesController,
    PublishingController,
  ],
  providers: [
    {
      provide: SocialNetworks,
      inject: [Config],
      useFactory: (config: Config) => new SocialNetworks(createSocialNetworks(config.providers)),
    },
    ...ACCOUNT_PROVIDERS,
    ...OAUTH_PROVIDERS,
    ...IMAGE_PROVIDERS,
    ...CAMPAIGN_PROVIDERS,
    SpendGuard,
    ...PUBLISHING_PROVIDERS,
    ResumeAccounts,
  ],
})
export class SocialModule {}
