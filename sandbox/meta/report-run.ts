import type { AdAccount } from './accounts.js';
import type { Params } from './input.js';
import type { Ad } from './records.js';

/** What a row of insights is of. */
export type Level = 'account' | 'campaign' | 'adset' | 'ad';

/** An insights query that is worked on in the background. */
export interface ReportRun {
  id: string;
  account: AdAccount;
  params: Params;
  ads: () => Ad[];
  level: Level;
  begun_at: number;
  /** How often somebody looked: it is done at the second look. */
  looks: number;
  is_failing: boolean;
}
