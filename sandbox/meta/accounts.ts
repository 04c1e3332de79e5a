import { offsetMinutes } from '../core/ads/zone-time.js';
import type { GraphNode } from './fields.js';

/** An advertising account. Money is in smallest units. */
export interface AdAccount {
  /** Without `act_`. */
  account_id: string;
  name: string;
  currency: string;
  timezone_name: string;
  timezone_id: number;
  country: string;
  /** 1 active, 2 disabled, 3 unsettled, 7 pending risk review, 9 in grace period, 101 closed. */
  account_status: number;
  /** 0 none, 1 integrity policy, 3 risk payment, … */
  disable_reason: number;
  /** 0: none. */
  spend_cap: number;
  min_daily_budget: number;
  /** Meta refuses writes for policy reasons. */
  is_blocked: boolean;
  default_dsa_beneficiary: string | null;
  default_dsa_payor: string | null;
}

export function fixedAccounts(): AdAccount[] {
  const usual = { account_status: 1, disable_reason: 0, spend_cap: 0, is_blocked: false };
  const dsa = { default_dsa_beneficiary: null, default_dsa_payor: null };
  return [
    {
      ...usual,
      ...dsa,
      account_id: '1000000001',
      name: 'KSAP Demo EUR',
      currency: 'EUR',
      timezone_name: 'Europe/Berlin',
      timezone_id: 47,
      country: 'DE',
      min_daily_budget: 100,
    },
    {
      ...usual,
      ...dsa,
      account_id: '1000000002',
      name: 'KSAP Demo USD',
      currency: 'USD',
      timezone_name: 'America/New_York',
      timezone_id: 7,
      country: 'US',
      min_daily_budget: 100,
    },
  ];
}

/** There, and nothing that the sandbox's person may see. */
export const FOREIGN_ACCOUNT = 'act_1000000009';

const STARTED = '2025-02-03T09:00:00+0000';

export function accountNode(account: AdAccount, spent: number, now: number): GraphNode {
  const { account_id, currency, timezone_name } = account;
  return {
    type: 'AdAccount',
    id: `act_${account_id}`,
    defaults: ['account_id', 'id'],
    fields: {
      account_id,
      account_status: account.account_status,
      age: Math.floor((now - Date.parse(STARTED.replace('+0000', 'Z'))) / 86_400_000),
      amount_spent: String(spent),
      balance: '0',
      business_country_code: account.country,
      business_name: 'KSAP Demo',
      capabilities: ['CAN_USE_REACH_AND_FREQUENCY'],
      created_time: STARTED,
      currency,
      default_dsa_beneficiary: account.default_dsa_beneficiary ?? undefined,
      default_dsa_payor: account.default_dsa_payor ?? undefined,
      disable_reason: account.disable_reason,
      funding_source: '4000000001',
      funding_source_details: { id: '4000000001', display_string: 'VISA *0000 (sandbox)', type: 1 },
      is_personal: 0,
      is_prepay_account: false,
      min_campaign_group_spend_cap: String(account.min_daily_budget * 100),
      min_daily_budget: account.min_daily_budget,
      name: account.name,
      owner: '6000000001',
      spend_cap: String(account.spend_cap),
      timezone_id: account.timezone_id,
      timezone_name,
      timezone_offset_hours_utc: offsetMinutes(timezone_name, now) / 60,
      user_tasks: ['DRAFT', 'ANALYZE', 'ADVERTISE', 'MANAGE'],
    },
  };
}

/** GET act_X/minimum_budgets. */
export function minimumBudgets(account: AdAccount): GraphNode[] {
  const least = account.min_daily_budget;
  return [
    {
      type: 'MinimumBudget',
      id: null,
      defaults: [
        'currency',
        'min_daily_budget_imp',
        'min_daily_budget_high_freq',
        'min_daily_budget_low_freq',
        'min_daily_budget_video_views',
      ],
      fields: {
        currency: account.currency,
        min_daily_budget_imp: least,
        min_daily_budget_high_freq: least * 5,
        min_daily_budget_low_freq: least * 40,
        min_daily_budget_video_views: least,
      },
    },
  ];
}
