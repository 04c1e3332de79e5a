import type { FieldFault } from '../../../common/errors/app-error.js';
import { digitsOf } from '../../../common/money/money.js';
import type { CampaignContent } from './campaign-changes.js';
import type { CampaignRow } from './campaign.repository.js';

/** What does not fit together in a campaign, whatever network it is for. Pure. */
export function faultsOf(campaign: CampaignRow): FieldFault[] {
  return [...amountFaults(campaign), ...timeFaults(campaign), ...audienceFaults(campaign)];
}

/** The ads that are told by an id which is none of the campaign's, and those told twice. Pure. */
export function strangeCreatives(campaign: CampaignRow, given: readonly { id?: string }[]): FieldFault[] {
  const known = new Set(campaign.creatives.map(({ id }) => id));
  const seen = new Set<string>();
  return given.flatMap(({ id: written }, index) => {
    const id = written?.toLowerCase();
    if (id === undefined) return [];
    const field = `creatives.${index}.id`;
    if (!known.has(id)) return [{ field, reason: 'is not an ad of this campaign: a new one is given without an id' }];
    if (seen.has(id)) return [{ field, reason: 'is there twice' }];
    seen.add(id);
    return [];
  });
}

/** What would change though it is at the network already. Pure. */
export function fixedFaults(
  changes: Partial<CampaignContent>,
  fixed: readonly (keyof CampaignContent)[],
): FieldFault[] {
  return fixed
    .filter((field) => field in changes)
    .map((field) => ({ field, reason: 'cannot change once the campaign is at the network: make another campaign' }));
}

/** What was right when it was written, and is over. Pure. */
export function overdueFaults({ end_date }: CampaignRow, now: number): FieldFault[] {
  return end_date !== null && end_date.getTime() <= now ? [{ field: 'end_date', reason: 'must be in the future' }] : [];
}

function amountFaults(campaign: CampaignRow): FieldFault[] {
  const { currency } = campaign;
  if (currency === null) return [];
  const digits = digitsOf(currency);
  const amounts = {
    budget_amount: campaign.budget_amount,
    'caps.total': campaign.spend_cap,
    'caps.daily': campaign.daily_spend_cap,
  };
  return Object.entries(amounts).flatMap(([field, amount]) =>
    amount !== null && (amount.split('.')[1]?.length ?? 0) > digits
      ? [{ field, reason: `may have at most ${digits} digits after the point: it is in ${currency}` }]
      : [],
  );
}

function timeFaults({ start_date: start, end_date: end }: CampaignRow): FieldFault[] {
  const isOrdered = start === null || end === null || start.getTime() < end.getTime();
  return isOrdered ? [] : [{ field: 'end_date', reason: 'must be after start_date' }];
}

function audienceFaults({ target_audience: audience }: CampaignRow): FieldFault[] {
  const { age_min = null, age_max = null, custom_audiences = [], excluded_custom_audiences = [] } = audience ?? {};
  const faults: FieldFault[] = [];
  if (age_min !== null && age_max !== null && age_min > age_max) {
    faults.push({ field: 'target_audience.age_max', reason: 'must not be below age_min' });
  }
  const both = excluded_custom_audiences.find((id) => custom_audiences.includes(id));
  if (both !== undefined) {
    faults.push({ field: 'target_audience.excluded_custom_audiences', reason: `excludes ${both}, which is included` });
  }
  return faults;
}
