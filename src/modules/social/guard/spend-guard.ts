import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { sum } from '../../../common/money/money.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import { budgetOf, capsOf } from './spend-caps.js';
import { SpendFigures } from './spend-figures.js';
import { dailyBudget, idleToday, spendRefusals } from './spend-rules.js';

/** Whether a campaign may spend. */
@Injectable()
export class SpendGuard {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly figures: SpendFigures,
    private readonly clock: Clock,
  ) {}

  /**
   * Why it must not be switched on, in words for its owner; empty: it may. Of campaigns that are begun at once only one may see the
   * other not: hold the account's row.
   */
  async refusals(campaign: CampaignRow, account: AccountRow): Promise<string[]> {
    const { currency } = account;
    if (currency === null || campaign.currency !== currency) {
      return ['The account’s currency is another one than the campaign’s'];
    }
    const budget = budgetOf(campaign);
    if (budget === null) return ['It has no budget'];
    const now = this.clock.now();
    const running = await this.campaigns.running(account.user_id, account.id);
    const others = running.filter(({ id }) => id !== campaign.id);
    const budgets = others.flatMap((other) => budgetOf(other) ?? []);
    const figures = await this.figures.of([account], [campaign.id, ...others.map(({ id }) => id)]);
    const spent = figures.of(account.id, campaign.id);
    const byOthers = others.map(({ id }) => figures.of(account.id, id).campaign_today);
    const beside = {
      committed: sum(budgets.map((other) => dailyBudget(other, now))),
      idle_today: idleToday(spent.account_today, [spent.campaign_today, ...byOthers]),
    };
    return spendRefusals(capsOf(campaign, account), spent, budget, beside, { now, currency });
  }
}
