import { compare } from '../../../common/money/money.js';
import type { CampaignRow, StoredCreative } from './campaign.repository.js';
import { audienceOf, stable } from './campaign-plan.js';
import type { UpdateCampaignDto } from './campaigns.dto.js';
import type { CreativeDto } from './creative.dto.js';

/** What a person says of a campaign, in the columns that it stands in. */
export type CampaignContent = Pick<
  CampaignRow,
  | 'store_id'
  | 'social_account_id'
  | 'name'
  | 'objective'
  | 'budget_type'
  | 'budget_amount'
  | 'start_date'
  | 'end_date'
  | 'target_audience'
  | 'creatives'
  | 'special_ad_categories'
  | 'advertiser'
  | 'conversion'
  | 'url_parameters'
  | 'spend_cap'
  | 'daily_spend_cap'
>;

/** Columns that hold JSON. */
const JSON_COLUMNS = new Set(['target_audience', 'creatives', 'special_ad_categories', 'advertiser', 'conversion']);
/** What cannot be another one for what is at the network already, as the wire names it. */
export const FIXED_ONCE_PUBLISHED = ['social_account_id', 'objective', 'budget_type'] as const;

/** What of the campaign would be another than it is. Pure. `newId` gives the id of a new ad. */
export function changesOf(
  campaign: CampaignRow,
  input: UpdateCampaignDto,
  newId: () => string,
): Partial<CampaignContent> {
  const wished = wishOf(campaign, input, newId);
  const changed = Object.entries(wished).filter(
    ([column, value]) => stable(value) !== stable(campaign[column as keyof CampaignContent]),
  );
  return Object.fromEntries(changed);
}

/** Whether it only lets the campaign spend less: that needs nobody's approval. */
export function onlyLowersCaps(campaign: CampaignRow, changes: Partial<CampaignContent>): boolean {
  const { spend_cap, daily_spend_cap, ...others } = changes;
  return (
    Object.keys(others).length === 0 &&
    isLower(spend_cap, campaign.spend_cap) &&
    isLower(daily_spend_cap, campaign.daily_spend_cap)
  );
}

/** As the columns take them. */
export function columnsOf(changes: Partial<CampaignContent>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes).map(([column, value]) => [
      column,
      JSON_COLUMNS.has(column) && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}

/** The amount without zeros that say nothing, as it is read back. */
export function plain(amount: string): string {
  const digits = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
  return digits.replace(/^0+(?=\d)/, '');
}

function isLower(cap: string | null | undefined, before: string | null): boolean {
  if (cap === undefined) return true;
  return cap !== null && (before === null || compare(cap, before) < 0);
}

function wishOf(campaign: CampaignRow, input: UpdateCampaignDto, newId: () => string): Partial<CampaignContent> {
  const { creatives, caps, target_audience: audience, budget_amount, start_date, end_date, ...same } = input;
  const wish: Partial<CampaignContent> = said(same);
  if (budget_amount !== undefined) wish.budget_amount = amountOf(budget_amount);
  if (start_date !== undefined) wish.start_date = timeOf(start_date);
  if (end_date !== undefined) wish.end_date = timeOf(end_date);
  if (audience !== undefined) wish.target_audience = audience && audienceOf(audience);
  if (creatives !== undefined) wish.creatives = creatives.map((one) => creativeOf(campaign, one, newId));
  if (caps?.total !== undefined) wish.spend_cap = amountOf(caps.total);
  if (caps?.daily !== undefined) wish.daily_spend_cap = amountOf(caps.daily);
  return wish;
}

const amountOf = (amount: string | null): string | null => (amount === null ? null : plain(amount));
const timeOf = (time: string | null): Date | null => (time === null ? null : new Date(time));

const BARE: Omit<StoredCreative, 'id' | 'primary_text' | 'link_url' | 'image_id'> = {
  name: null,
  headline: null,
  description: null,
  call_to_action: null,
  display_name: null,
  image_url: null,
};

function creativeOf(campaign: CampaignRow, input: CreativeDto, newId: () => string): StoredCreative {
  const id = input.id?.toLowerCase();
  const before = campaign.creatives.find((one) => one.id === id);
  const own = { id: id ?? newId(), image_id: input.image_id?.toLowerCase() ?? null };
  const creative: StoredCreative = Object.assign({}, BARE, said(input), own);
  // What was fetched from another address is not its picture any more.
  const isMoved = creative.image_url !== null && creative.image_url !== before?.image_url;
  const isKept = creative.image_id === before?.image_id;
  return isMoved && isKept ? { ...creative, image_id: null } : creative;
}

/** Without what is not said. */
function said<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
}
