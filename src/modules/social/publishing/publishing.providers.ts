import type { Provider } from '@nestjs/common';
import { BrokenWork } from './broken-work.js';
import { CampaignOpener } from './campaign-opener.js';
import { CampaignRemoval } from './campaign-removal.js';
import { FinishCampaign } from './commands/finish-campaign.js';
import { PublishCampaign } from './commands/publish-campaign.js';
import { RemoveCampaign } from './commands/remove-campaign.js';
import { SwitchCampaign } from './commands/switch-campaign.js';
import { FinishCampaignJob } from './finish-campaign.job.js';
import { PublishCampaignJob } from './publish-campaign.job.js';
import { PublishChecks } from './publish-checks.js';
import { PublishFailures } from './publish-failures.js';
import { PublishRun } from './publish-run.js';
import { PublishTimes } from './publish-times.js';
import { PublishObjects } from './published-objects.js';
import { Publisher } from './publisher.js';
import { PublishingSweep } from './publishing-sweep.js';
import { Rehearsal } from './rehearsal.js';
import { RemoveCampaignJob } from './remove-campaign.job.js';
import { RunSwitch } from './run-switch.js';
import { SwitchCampaignJob } from './switch-campaign.job.js';
import { SwitchOff } from './switch-off.js';

/** All that writes campaigns to a network. */
export const PUBLISHING_PROVIDERS: Provider[] = [
  PublishTimes,
  PublishObjects,
  PublishChecks,
  BrokenWork,
  CampaignOpener,
  Publisher,
  RunSwitch,
  PublishRun,
  PublishFailures,
  SwitchOff,
  CampaignRemoval,
  Rehearsal,
  PublishCampaign,
  SwitchCampaign,
  RemoveCampaign,
  FinishCampaign,
  PublishCampaignJob,
  SwitchCampaignJob,
  RemoveCampaignJob,
  FinishCampaignJob,
  PublishingSweep,
];
