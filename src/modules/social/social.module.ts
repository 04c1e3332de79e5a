import { Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ProxiesModule } from '../proxies/proxies.module.js';
import { ACCOUNT_PROVIDERS } from './accounts/accounts.providers.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { GUARD_PROVIDERS } from './guard/guard.providers.js';
import { GuardController } from './guard/guard.controller.js';
import { InsightsController } from './insights/insights.controller.js';
import { INSIGHTS_PROVIDERS } from './insights/insights.providers.js';
import { CampaignMoves } from './campaigns/campaign-moves.js';
import { CampaignPlans } from './campaigns/campaign-plan.js';
import { CampaignRepository } from './campaigns/campaign.repository.js';
import { AdImages } from './images/ad-images.js';
import { ResumeAccounts } from './listeners/resume-accounts.js';
import { createSocialNetworks } from './networks/index.js';
import { SocialNetworks } from './networks/networks.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OAUTH_PROVIDERS } from './oauth/oauth.providers.js';
import { PublishingController } from './publishing/publishing.controller.js';
import { PUBLISHING_PROVIDERS } from './publishing/publishing.providers.js';

@Module({
  imports: [ProxiesModule],
  controllers: [AccountsController, OauthController, PublishingController, InsightsController, GuardController],
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
    CampaignRepository,
    CampaignMoves,
    CampaignPlans,
    AdImages,
    ...PUBLISHING_PROVIDERS,
    ResumeAccounts,
  ],
})
export class SocialModule {}
