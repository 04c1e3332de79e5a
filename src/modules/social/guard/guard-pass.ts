import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { sum } from '../../../common/money/money.js';
import { SwitchCampaign } from '../publishing/commands/switch-campaign.js';
import { GuardActions } from './guard-actions.js';
import { capSentence } from './guard.mails.js';
import { GuardNews, type NamedStop } from './guard-news.js';
import { budgetOf, type CappedAccount, type CappedCampaign, capsOf } from './spend-caps.js';
import { type Figures, SpendFigures } from './spend-figures.js';
import { dailyBudget, passedCaps } from './spend-rules.js';

const BATCH = 200;

/** Accounts of which something runs, and what of them limits it. */
const ACCOUNTS = `
  SELECT a.id, a.user_id, a.timezone, a.currency, a.settings, trim_scale(a.warmup_ceiling)::text AS warmup_ceiling
  FROM social_media_accounts a
  WHERE EXISTS (SELECT FROM ad_campaigns c WHERE c.social_account_id = a.id AND c.status = 'active' AND c.deleted_at IS NULL)`;

const CAMPAIGNS = `
  SELECT id, user_id, social_account_id, name, budget_type, trim_scale(budget_amount)::text AS budget_amount, start_date,
         publish_started_at, end_date, trim_scale(spend_cap)::text AS spend_cap, trim_scale(daily_spend_cap)::text AS daily_spend_cap
  FROM ad_campaigns
  WHERE social_account_id = ANY($1::uuid[]) AND status = 'active' AND deleted_at IS NULL ORDER BY created_at, id`;

type Running = CappedCampaign & { social_account_id: string };

/**
 * Finds what is past a cap and has it paused: after each import, and every minute over the numbers that are there, since caps and
 * ceilings are lowered between imports, days begin, and a pause that did not succeed must not be forgotten.
 */
@Injectable()
export class GuardPass {
  constructor(
    private readonly database: Database,
    private readonly figures: SpendFigures,
    private readonly actions: GuardActions,
    private readonly switches: SwitchCampaign,
    private readonly news: GuardNews,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  @Recurring({ name: 'social.guard_spend', every_seconds: 60 })
  async run(): Promise<void> {
    for (let last = '', count = BATCH; count === BATCH;) {
      const accounts = await this.database.query<CappedAccount>(
        `${ACCOUNTS} AND a.id::text > $1 ORDER BY a.id::text LIMIT ${BATCH}`,
        [last],
      );
      await this.pass(accounts);
      count = accounts.length;
      last = accounts.at(-1)?.id ?? last;
    }
    await this.news.overdue();
  }

  /** One account, with the numbers that are there now. */
  async check(accountId: string): Promise<void> {
    await this.pass(await this.database.query<CappedAccount>(`${ACCOUNTS} AND a.id = $1`, [accountId]));
  }

  private async pass(accounts: readonly CappedAccount[]): Promise<void> {
    if (accounts.length === 0) return;
    const running = await this.database.query<Running>(CAMPAIGNS, [accounts.map(({ id }) => id)]);
    const figures = await this.figures.of(
      accounts,
      running.map(({ id }) => id),
    );
    for (const account of accounts) {
      const own = running.filter(({ social_account_id: id }) => id === account.id);
      const stops = this.stopsOf(account, own, figures);
      if (stops.length > 0) await this.stop(stops);
    }
  }

  private stopsOf(account: CappedAccount, running: readonly Running[], figures: Figures): NamedStop[] {
    const now = this.clock.now();
    const budgets = running.flatMap((campaign) => budgetOf(campaign) ?? []);
    const daily = sum(budgets.map((budget) => dailyBudget(budget, now)));
    return running.flatMap((campaign) => {
      const { id, user_id, name } = campaign;
      const budget = budgetOf(campaign);
      if (budget === null) return [];
      const committed = { campaign: budget, account_daily: daily };
      const currency = account.currency ?? '';
      return passedCaps(capsOf(campaign, account), figures.of(account.id, id), committed).map((passed) => ({
        ...passed,
        ...{ campaign_id: id, account_id: account.id, user_id, name, currency },
        day: figures.dayOf(account.id),
        reason: capSentence(passed, currency),
      }));
    });
  }

  private async stop(stops: readonly NamedStop[]): Promise<void> {
    await this.database.transaction(async () => {
      const fresh: NamedStop[] = [];
      for (const id of new Set(stops.map(({ campaign_id }) => campaign_id))) {
        const own = stops.filter(({ campaign_id }) => campaign_id === id);
        fresh.push(...(await this.stopOne(id, own)));
      }
      await this.news.reached(fresh);
    });
  }

  /** Gives what is new. One that cannot be stopped must not keep the others running. */
  private async stopOne(id: string, stops: readonly NamedStop[]): Promise<NamedStop[]> {
    const [first] = stops;
    if (!first) return [];
    try {
      return await this.database.savepoint(async () => {
        await this.switches.start(first.user_id, id, 'paused', { by: 'guard', reason: first.reason });
        const fresh: NamedStop[] = [];
        for (const stop of stops) if (await this.actions.want(stop)) fresh.push(stop);
        return fresh;
      });
    } catch (error) {
      // Paused by somebody else by now.
      const isOver = error instanceof AppError && (error.code === 'INVALID_STATE' || error.code === 'NOT_FOUND');
      if (!isOver) this.logger.error({ err: error, campaign_id: id }, 'A campaign past its cap could not be paused');
      return [];
    }
  }
}
