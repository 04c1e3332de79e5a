import type { AdClock } from '../core/ads/clock.js';
import type { JsonObject } from '../core/json.js';
import { GraphRefusal } from './refusal.js';

export type UseCase = 'ads_management' | 'ads_insights';

interface Spent {
  /** Points of the last hour; they leave evenly. */
  points: number;
  at: number;
}

const HOUR = 3_600_000;
const WRITE = 3;
const CODES: Record<UseCase, [code: number, subcode: number]> = {
  ads_management: [80004, 2446079],
  ads_insights: [80000, 2446079],
};

/** How much of what Meta allows an account has been used: reads count one, writes three, and an hour forgets all. */
export class Usage {
  private readonly spent = new Map<string, Spent>();

  constructor(
    private readonly clock: AdClock,
    private readonly an_hour: number,
  ) {}

  /** Counts a call. Throws GraphRefusal when nothing is left. */
  count(account: string, use: UseCase, isWrite: boolean): void {
    const spent = this.of(account, use);
    if (spent.points >= this.an_hour) throw this.refusal(account, use);
    spent.points += isWrite ? WRITE : 1;
  }

  /** As if so many percent of the allowance had been used: 100 is a little more, so that it lasts three minutes. */
  set(account: string, percent: number): void {
    const share = percent >= 100 ? percent + 5 : percent;
    for (const use of ['ads_management', 'ads_insights'] as const) {
      this.of(account, use).points = (this.an_hour * share) / 100;
    }
  }

  headers(account: string, use: UseCase): Record<string, string> {
    const percent = this.percent(account, use);
    const one: JsonObject = {
      type: use,
      call_count: percent,
      total_cputime: Math.floor(percent / 2),
      total_time: Math.floor(percent / 2),
      estimated_time_to_regain_access: percent >= 100 ? this.minutes(account, use) : 0,
      ads_api_access_tier: 'limited_access',
    };
    const util = { acc_id_util_pct: percent, reset_time_duration: 0, ads_api_access_tier: 'limited_access' };
    const share = Math.floor(percent / 10);
    return {
      'x-business-use-case-usage': JSON.stringify({ [account]: [one] }),
      'x-ad-account-usage': JSON.stringify(util),
      'x-app-usage': JSON.stringify({ call_count: share, total_cputime: share, total_time: share }),
    };
  }

  /** What Meta says when there were too many calls. */
  refusal(account: string, use: UseCase): GraphRefusal {
    const [code, subcode] = CODES[use];
    const words = `There have been too many calls from this ad-account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting#${use.replace('_', '-')}.`;
    return new GraphRefusal(code, `(#${code}) ${words}`, {
      subcode,
      title: 'Ad-account has reached its API call limit',
      words: `Account ${account} has made too many calls. Wait a bit and try again.`,
    });
  }

  private minutes(account: string, use: UseCase): number {
    const over = this.of(account, use).points - this.an_hour;
    return Math.max(1, Math.ceil((over / this.an_hour) * 60) + 1);
  }

  private percent(account: string, use: UseCase): number {
    return Math.min(100, Math.ceil((this.of(account, use).points / this.an_hour) * 100));
  }

  private of(account: string, use: UseCase): Spent {
    const key = `${account} ${use}`;
    const now = this.clock.now();
    const spent = this.spent.get(key) ?? { points: 0, at: now };
    spent.points = Math.max(0, spent.points - ((now - spent.at) / HOUR) * this.an_hour);
    spent.at = now;
    this.spent.set(key, spent);
    return spent;
  }
}
