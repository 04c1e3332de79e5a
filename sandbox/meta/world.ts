import { AdClock } from '../core/ads/clock.js';
import type { JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { type AdAccount, fixedAccounts } from './accounts.js';
import { apps, MAIN_APP, type MetaApp } from './apps.js';
import type { PageState } from './people.js';
import type { ReportRun } from './report-run.js';
import { Store } from './store.js';
import { Tokens } from './tokens.js';
import { Usage } from './usage.js';

const CALLS_AN_HOUR = 20_000;

/** All that the stand-in for Meta knows. */
export class World {
  readonly clock = new AdClock();
  readonly apps: ReadonlyMap<string, MetaApp> = apps();
  readonly tokens = new Tokens(this.clock);
  readonly usage: Usage;
  readonly accounts: ReadonlyMap<string, AdAccount>;
  readonly page: PageState = { has_instagram: true, is_published: true };
  readonly store: Store;
  readonly reports = new Map<string, ReportRun>();
  /** How many of the next reports fail. */
  failing_reports = 0;
  /** What was written, by kind. */
  readonly writes: Record<string, number> = {};

  constructor(readonly context: SandboxContext) {
    this.accounts = new Map(fixedAccounts().map((account) => [`act_${account.account_id}`, account]));
    this.store = new Store(context.seed, () => this.clock.now(), this.accounts);
    this.usage = new Usage(this.clock, Number(context.setting('SANDBOX_META_CALLS_PER_HOUR') ?? CALLS_AN_HOUR));
    const main = this.apps.get(MAIN_APP);
    if (main !== undefined) main.requires_proof = context.setting('SANDBOX_META_REQUIRE_PROOF') === 'true';
  }

  /** Hours pass at the network. */
  pass(payload: JsonObject): JsonObject {
    this.store.settle();
    const now = this.clock.pass(payload);
    this.store.settle();
    return now;
  }

  wrote(kind: string): void {
    this.writes[kind] = (this.writes[kind] ?? 0) + 1;
  }
}
