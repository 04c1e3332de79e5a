import { EXAMPLE_JOB } from '../../jobs/jobs.api.js';
import { EXAMPLE_CAMPAIGN } from '../campaigns/campaign.example.js';
import { PUBLISH_JOB } from './commands/publish-campaign.js';
import { SWITCH_JOB } from './commands/switch-campaign.js';

const job = { ...EXAMPLE_JOB, store_id: null };
const CAMPAIGN_ID = '019aa5c0-8c10-7d31-a1b2-3c4d5e6f7a80';

/** For the API's documentation. */
export const EXAMPLE_PUBLISHING = {
  job: { ...job, type: PUBLISH_JOB, progress: { done: 2, total: 6, unit: 'objects' } },
};

export const EXAMPLE_SWITCHING = { job: { ...job, type: SWITCH_JOB, progress: { done: 0, total: null, unit: null } } };

export const EXAMPLE_REHEARSAL = {
  dry_run: true,
  is_publishable: false,
  refusals: [{ code: 'not_approved', field: null, reason: 'It is not approved' }],
  checks: [
    { kind: 'campaign', key: CAMPAIGN_ID, is_accepted: true, checked_by: 'network', reason: null },
    {
      kind: 'ad_set',
      key: CAMPAIGN_ID,
      is_accepted: true,
      checked_by: 'rules',
      reason: 'Its campaign is not made yet',
    },
  ],
};

export const EXAMPLE_PUBLISHED = {
  ...EXAMPLE_CAMPAIGN,
  status: 'active',
  published_at: '2026-11-22T11:03:00.000Z',
  platform_campaign_id: '120210000000000001',
};
