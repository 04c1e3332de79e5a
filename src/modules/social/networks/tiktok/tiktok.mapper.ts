import type { AccountStatus, AdAccount } from '../network.records.js';

/** As `advertiser/info` gives it with ADVERTISER_FIELDS. */
export interface TikTokAdvertiser {
  advertiser_id: string;
  name?: string;
  currency?: string;
  timezone?: string;
  display_timezone?: string;
  status?: string;
  rejection_reason?: string;
}
export const ADVERTISER_FIELDS = [
  'advertiser_id',
  'name',
  'currency',
  'timezone',
  'display_timezone',
  'status',
  'rejection_reason',
] as const;

interface Standing {
  status: AccountStatus;
  reason: string | null;
  is_flagged: boolean;
}

const STANDINGS: Readonly<Record<string, Standing>> = {
  STATUS_ENABLE: { status: 'active', reason: null, is_flagged: false },
  STATUS_DISABLE: { status: 'banned', reason: 'TikTok has disabled it', is_flagged: true },
  STATUS_LIMIT: { status: 'suspended', reason: 'TikTok limits it for breaking its rules', is_flagged: true },
  STATUS_CONFIRM_FAIL: { status: 'suspended', reason: 'TikTok did not approve it', is_flagged: false },
  STATUS_CONFIRM_FAIL_END: { status: 'banned', reason: 'TikTok did not approve it, finally', is_flagged: false },
  STATUS_CONFIRM_MODIFY_FAIL: { status: 'suspended', reason: 'TikTok did not approve its change', is_flagged: false },
  STATUS_PENDING_CONFIRM: { status: 'suspended', reason: 'TikTok still reviews it', is_flagged: false },
  STATUS_PENDING_VERIFIED: { status: 'suspended', reason: 'its verification is pending', is_flagged: false },
  STATUS_PENDING_CONFIRM_MODIFY: { status: 'suspended', reason: 'TikTok reviews its change', is_flagged: false },
  STATUS_SELF_SERVICE_UNAUDITED: {
    status: 'suspended',
    reason: 'its qualification is not reviewed',
    is_flagged: false,
  },
  STATUS_WAIT_FOR_BPM_AUDIT: { status: 'suspended', reason: 'TikTok still reviews it', is_flagged: false },
  STATUS_WAIT_FOR_PUBLIC_AUTH: { status: 'suspended', reason: 'its payment is not authorised', is_flagged: false },
  STATUS_CONTRACT_PENDING: { status: 'suspended', reason: 'its contract is not in force yet', is_flagged: false },
};

/** What the network's word says of an advertiser. An unknown one is not taken for a good one. */
export function standingOf(status: string | undefined, rejection: string | undefined): Standing {
  if (status === undefined) return { status: 'active', reason: null, is_flagged: false };
  const known = STANDINGS[status];
  const { reason, ...standing } = known ?? {
    status: 'suspended' as const,
    reason: `TikTok has it in the unknown state ${status}`,
    is_flagged: true,
  };
  return { ...standing, reason: reason === null || !rejection ? reason : `${reason}: ${rejection}` };
}

export function adAccountOf(advertiser: TikTokAdvertiser): AdAccount {
  const { status, reason, is_flagged } = standingOf(advertiser.status, advertiser.rejection_reason);
  return {
    id: advertiser.advertiser_id,
    name: advertiser.name ?? null,
    currency: advertiser.currency ?? null,
    timezone: advertiser.display_timezone ?? zoneIn(advertiser.timezone),
    status,
    status_reason: reason,
    is_flagged,
  };
}

/** `Etc/GMT+8`, or a zone's name with its offset before it. */
function zoneIn(timezone: string | undefined): string | null {
  return timezone?.match(/[A-Za-z]+\/[A-Za-z0-9_+\-/]+/)?.[0] ?? timezone ?? null;
}
