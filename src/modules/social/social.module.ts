import { Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ProxiesModule } from '../proxies/proxies.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { ACCOUNT_PROVIDERS } from './accounts/accounts.providers.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { GUARD_PROVIDERS } from './guard/guard.providers.js';
import { GuardController } from './guard/guard.controller.js';
import { InsightsController } from './insights/insights.controller.js';
import { INSIGHTS_PROVIDERS } from './insights/insights.providers.js';
import { CampaignApprovalController } from './campaigns/campaign-approval.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { CAMPAIGN_PROVIDERS } from './campaigns/campaigns.providers.js';
import { ChoicesController } from './campaigns/choices.controller.js';
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
    InsightsController,
    GuardController,
  ],
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
    ...PUBLISHING_PROVIDERS,
    ...IMAGE_PROVIDERS,
    ...CAMPAIGN_PROVIDERS,
    ResumeAccounts,
  ],
})
export class SocialModule {}
