import type { CampaignStatus } from '../campaigns/campaign-state.js';
import type { CampaignStanding } from '../networks/campaign.records.js';

type Issue = CampaignStanding['issues'][number];

/**
 * What follows from how a campaign stands at its network. `switch_off`: it runs there though nothing here lets it: a campaign comes
 * to run by approval and the spend guard alone.
 */
export type StandingVerdict = { step: 'pause' | 'complete'; reason: string | null } | 'switch_off' | null;

/** Pure. `isOver`: its end is past. Nothing for one that is being published: its job knows better. */
export function verdictOf(status: CampaignStatus, state: CampaignStanding['state'], isOver = false): StandingVerdict {
  if (status === 'publishing' || status === 'completed') return null;
  const isPublished = status === 'active' || status === 'paused';
  if (state === 'active') return status === 'active' ? null : 'switch_off';
  if (!isPublished) return null;
  if (state === 'removed') return { step: 'complete', reason: 'It was deleted at the network' };
  if (state === 'completed') return { step: 'complete', reason: 'Its time is over at the network' };
  if (isOver) return { step: 'complete', reason: null };
  return status === 'active' ? { step: 'pause', reason: 'It was paused at the network' } : null;
}

/** What the network holds against it now and did not before. */
export function newIssues(before: readonly Issue[], now: readonly Issue[]): Issue[] {
  const known = new Set(before.map(keyOf));
  return now.filter((issue) => !known.has(keyOf(issue)));
}

/** Whether both are the same, in any order. */
export function sameIssues(before: readonly Issue[], now: readonly Issue[]): boolean {
  return newIssues(before, now).length === 0 && newIssues(now, before).length === 0;
}

const keyOf = ({ kind, platform_id, reason }: Issue): string => JSON.stringify([kind, platform_id, reason]);
