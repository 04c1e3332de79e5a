import { setMaxListeners } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { MOST_CHECKS, ProxyCheck } from '../checks/proxy-check.js';
import { ProxyOutcomes } from '../checks/proxy-outcomes.js';
import { PROXIES_CHANNEL, ProxyRepository, type ProxyRow } from '../proxy.repository.js';
import { ProxySecrets } from '../proxy-secrets.js';

/** How long a worker has for what it took; then another takes it. Longer than a test and its turn can be. */
const LEASE = '90 seconds';
/** It is asked for more once this many could be begun. */
const REFILL = MOST_CHECKS / 4;
const KEEP_TESTS = '90 days';
const PURGE_ROWS = 5_000;

/** Tests the proxies that are due, many at once, and lets old tests go. */
@Injectable()
export class TestDueProxies implements OnModuleDestroy {
  private readonly stop = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly secrets: ProxySecrets,
    private readonly check: ProxyCheck,
    private readonly outcomes: ProxyOutcomes,
    @InjectLogger() private readonly logger: Logger,
  ) {
    // Each test in flight listens to it, in several places.
    setMaxListeners(0, this.stop.signal);
  }

  @Recurring({ name: 'proxies.test_due', every_seconds: 10, wake_channel: PROXIES_CHANNEL })
  async testDue(): Promise<void> {
    const running = new Set<Promise<void>>();
    for (;;) {
      const room = MOST_CHECKS - running.size;
      const due = room >= REFILL && !this.stop.signal.aborted ? await this.proxies.claimDue(room, LEASE) : [];
      for (const proxy of due) {
        const test = this.test(proxy).finally(() => running.delete(test));
        running.add(test);
      }
      if (running.size === 0) return;
      if (due.length === 0 || running.size > MOST_CHECKS - REFILL) await Promise.race(running);
    }
  }

  @Recurring({ name: 'proxies.purge_tests', every_seconds: 3_600 })
  async purge(): Promise<void> {
    const sql = `DELETE FROM proxy_tests WHERE id IN (
      SELECT id FROM proxy_tests WHERE tested_at < now() - interval '${KEEP_TESTS}' LIMIT ${PURGE_ROWS})`;
    while ((await this.database.execute(sql)) >= PURGE_ROWS);
  }

  /** What is in flight is given up; it is due again when its lease has run out. */
  onModuleDestroy(): void {
    this.stop.abort();
  }

  private async test(proxy: ProxyRow): Promise<void> {
    try {
      await this.outcomes.record(proxy, await this.check.run(this.secrets.routeOf(proxy), this.stop.signal));
    } catch (error) {
      if (this.stop.signal.aborted) return;
      // It is due again when its lease has run out.
      this.logger.error({ err: error, proxy_id: proxy.id }, 'A proxy could not be tested');
    }
  }
}
