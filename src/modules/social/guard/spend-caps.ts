import type { AccountRow } from '../accounts/account.repository.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import type { Budget, Caps } from './spend-rules.js';

export type CappedCampaign = Pick<
  CampaignRow,
  | 'id'
  | 'user_id'
  | 'name'
  | 'budget_type'
  | 'budget_amount'
  | 'start_date'
  | 'publish_started_at'
  | 'end_date'
  | 'spend_cap'
  | 'daily_spend_cap'
>;
export type CappedAccount = Pick<
  AccountRow,
  'id' | 'user_id' | 'timezone' | 'currency' | 'settings' | 'warmup_ceiling'
>;

/** All that limits what the campaign may spend. */
export function capsOf(campaign: CappedCampaign, { settings, warmup_ceiling }: CappedAccount): Caps {
  const { daily_cap = null, monthly_cap = null } = settings as {
    daily_cap?: string | null;
    monthly_cap?: string | null;
  };
  return {
    campaign_total: campaign.spend_cap,
    campaign_daily: campaign.daily_spend_cap,
    account_daily: daily_cap,
    account_monthly: monthly_cap,
    warmup: warmup_ceiling,
  };
}

/** Null: it has none yet, and cannot be switched on. */
export function budgetOf({ budget_type, budget_amount, ...campaign }: CappedCampaign): Budget | null {
  if (budget_type === null || budget_amount === null) return null;
  const { start_date, publish_started_at, end_date } = campaign;
  return { budget_type, budget_amount, start_date: start_date ?? publish_started_at, end_date };
}
