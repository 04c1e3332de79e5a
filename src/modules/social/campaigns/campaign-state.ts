/**
 * Where a campaign is, and where it may go from there. Pure.
 *
 *     draft → pending_approval → approved → publishing → active ⇄ paused → completed
 *
 * `rejected`: its approval was refused. `failed`: publishing was given up; what was made stays paused at the network, and publishing
 * again goes on with it. An edit of what was submitted or approved makes it a draft again: nothing is published without approval.
 */
export const CAMPAIGN_STATUSES = [
  'draft',
  'pending_approval',
  'approved',
  'publishing',
  'active',
  'paused',
  'completed',
  'rejected',
  'failed',
] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

export const CAMPAIGN_STEPS = [
  'edit',
  'submit',
  'approve',
  'reject',
  'publish',
  'published',
  'fail',
  'pause',
  'resume',
  'complete',
  'delete',
] as const;
export type CampaignStep = (typeof CAMPAIGN_STEPS)[number];

const STEPS: Readonly<Record<CampaignStep, Partial<Record<CampaignStatus, CampaignStatus>>>> = {
  edit: {
    draft: 'draft',
    pending_approval: 'draft',
    approved: 'draft',
    rejected: 'draft',
    failed: 'draft',
    paused: 'draft',
  },
  submit: { draft: 'pending_approval', rejected: 'pending_approval' },
  approve: { pending_approval: 'approved' },
  reject: { pending_approval: 'rejected', approved: 'rejected' },
  publish: { approved: 'publishing', failed: 'publishing' },
  published: { publishing: 'active' },
  fail: { publishing: 'failed' },
  pause: { active: 'paused' },
  resume: { paused: 'active' },
  complete: { active: 'completed', paused: 'completed' },
  delete: {
    draft: 'draft',
    pending_approval: 'pending_approval',
    approved: 'approved',
    paused: 'paused',
    completed: 'completed',
    rejected: 'rejected',
    failed: 'failed',
  },
};

/** Where the step leads; null: it cannot be made from there. */
export function after(status: CampaignStatus, step: CampaignStep): CampaignStatus | null {
  return STEPS[step][status] ?? null;
}

/** From where the step can be made. */
export function startsOf(step: CampaignStep): CampaignStatus[] {
  return CAMPAIGN_STATUSES.filter((status) => STEPS[step][status] !== undefined);
}

/** What can be made from there. */
export function stepsFrom(status: CampaignStatus): CampaignStep[] {
  return CAMPAIGN_STEPS.filter((step) => STEPS[step][status] !== undefined);
}
