import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { dayIn, monthOf } from '../insights/account-days.js';
import type { CappedAccount } from './spend-caps.js';
import type { Spent } from './spend-rules.js';

const ACCOUNTS = `
  SELECT asked.id, coalesce(trim_scale(sum(i.spend) FILTER (WHERE i.day = asked.today)), 0)::text AS today,
         coalesce(trim_scale(sum(i.spend)), 0)::text AS month
  FROM json_to_recordset($1::json) AS asked (id uuid, today date, month date)
  LEFT JOIN ad_insights i ON i.social_account_id = asked.id AND i.day BETWEEN asked.month AND asked.today
  GROUP BY asked.id`;

const CAMPAIGNS = `
  SELECT c.id, coalesce(trim_scale(sum(i.spend) FILTER (WHERE i.day = asked.today)), 0)::text AS today,
         coalesce(trim_scale(sum(i.spend)), 0)::text AS total
  FROM ad_campaigns c
  JOIN json_to_recordset($1::json) AS asked (id uuid, today date) ON asked.id = c.social_account_id
  LEFT JOIN ad_insights i ON i.campaign_id = c.id
  WHERE c.id = ANY($2::uuid[])
  GROUP BY c.id`;

/** What accounts and campaigns of theirs have spent by now, as far as the networks have told. */
export class Figures {
  constructor(
    private readonly days: ReadonlyMap<string, string>,
    private readonly accounts: ReadonlyMap<string, { today: string; month: string }>,
    private readonly campaigns: ReadonlyMap<string, { today: string; total: string }>,
  ) {}

  /** The account's present day. */
  dayOf(accountId: string): string {
    const day = this.days.get(accountId);
    if (day === undefined) throw new Error(`What the account ${accountId} spent was not asked for`);
    return day;
  }

  of(accountId: string, campaignId: string): Spent {
    const account = this.accounts.get(accountId);
    const campaign = this.campaigns.get(campaignId);
    return {
      campaign_total: campaign?.total ?? '0',
      campaign_today: campaign?.today ?? '0',
      account_today: account?.today ?? '0',
      account_month: account?.month ?? '0',
    };
  }
}

@Injectable()
export class SpendFigures {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(accounts: readonly CappedAccount[], campaignIds: readonly string[]): Promise<Figures> {
    const now = this.clock.now();
    const days = new Map(accounts.map(({ id, timezone }) => [id, dayIn(timezone, now)]));
    const asked = JSON.stringify([...days].map(([id, today]) => ({ id, today, month: monthOf(today) })));
    const ofAccounts = await this.database.query<{ id: string; today: string; month: string }>(ACCOUNTS, [asked]);
    const ofCampaigns = await this.database.query<{ id: string; today: string; total: string }>(CAMPAIGNS, [
      asked,
      campaignIds,
    ]);
    return new Figures(
      days,
      new Map(ofAccounts.map((row) => [row.id, row])),
      new Map(ofCampaigns.map((row) => [row.id, row])),
    );
  }
}
