import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { Json } from '../../../common/json.js';
import { Semaphore } from '../../../common/security/semaphore.js';
import { PROXY_TEST_JSON } from '../proxy.json.js';
import { ProxyRepository, type ProxyRow } from '../proxy.repository.js';
import { ProxyAlerts } from './proxy-alerts.js';
import type { CheckOutcome } from './proxy-check.js';

/** Failures in a row after which a proxy counts as down. */
export const DOWN_AFTER = 2;
/** A proxy that fails is tried again after this, then half as often each time until its own interval. */
const RETRY_SECONDS = 60;
/** Writing is quick and tests end in swarms: they must not take every connection of the process. */
const WRITERS = 3;

/** SQL: seconds until the next test, a tenth more or less so that they do not all come at once. */
const UNTIL_NEXT = `make_interval(secs => (0.9 + 0.2 * random()) * CASE WHEN $2::int = 0 THEN test_interval_seconds
  ELSE least(test_interval_seconds, ${RETRY_SECONDS} * power(2, least($2::int - 1, 20))) END)`;

/** Writes down what tests found: the proxy's row, its history, and what its owner must hear of. */
@Injectable()
export class ProxyOutcomes {
  private readonly writers = new Semaphore(WRITERS);

  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly alerts: ProxyAlerts,
  ) {}

  /**
   * Gives the test as the wire shows it; null when the proxy is gone or was changed while it was tested: then it says
   * nothing of the proxy as it is now. `fence` runs first, in the same transaction.
   */
  record(tested: ProxyRow, outcome: CheckOutcome, job?: { id: string; fence: () => Promise<void> }): Promise<Json> {
    return this.writers.run(() =>
      this.database.transaction(async () => {
        await job?.fence();
        const proxy = await this.proxies.find(tested.user_id, tested.id, true);
        if (!proxy || !isSamePlace(proxy, tested)) return null;
        await this.write(proxy, outcome);
        return this.remember(proxy, outcome, job?.id ?? null);
      }),
    );
  }

  private async write(proxy: ProxyRow, outcome: CheckOutcome): Promise<void> {
    const isSuccess = outcome.test_result === 'success';
    // When the echo does not do its part, nothing is known of the proxy.
    const counts = outcome.test_reason !== 'echo_failed';
    const failures = isSuccess ? 0 : proxy.failures + (counts ? 1 : 0);
    const isDown = failures >= DOWN_AFTER;
    await this.database.execute(
      `UPDATE proxies SET last_tested = now(), test_result = $3::text, test_reason = $4::text, test_message = $5::text, connect_ms = $6::int, tls_ms = $7::int,
              first_byte_ms = $8::int, exit_ip = coalesce($9::text, exit_ip), exit_country = coalesce($10::text, exit_country),
              country = coalesce(country, $10::text), anonymity = coalesce($11::text, anonymity), failures = $2::int,
              down_since = CASE WHEN $12::boolean THEN coalesce(down_since, now()) END,
              next_test_at = CASE WHEN is_active IS DISTINCT FROM false THEN now() + ${UNTIL_NEXT} END,
              updated_at = CASE WHEN test_result IS DISTINCT FROM $3::text OR (down_since IS NOT NULL) IS DISTINCT FROM $12::boolean
                OR ($10::text IS NOT NULL AND exit_country IS DISTINCT FROM $10::text) THEN clock_timestamp() ELSE updated_at END
       WHERE id = $1`,
      [
        proxy.id,
        failures,
        outcome.test_result,
        outcome.test_reason,
        outcome.test_message,
        outcome.connect_ms,
        outcome.tls_ms,
        outcome.first_byte_ms,
        outcome.exit_ip,
        outcome.exit_country,
        outcome.anonymity,
        isDown,
      ],
    );
    if (isDown && proxy.down_since === null) await this.alerts.wentDown(proxy, outcome);
    if (isSuccess && proxy.down_since !== null) await this.alerts.cameBack(proxy);
    if (isSuccess && outcome.exit_country !== null && proxy.exit_country !== null) {
      if (outcome.exit_country !== proxy.exit_country) await this.alerts.moved(proxy, outcome.exit_country);
    }
  }

  private async remember(proxy: ProxyRow, outcome: CheckOutcome, jobId: string | null): Promise<Json> {
    const row = await this.database.queryOne<{ view: Json }>(
      `WITH r AS (INSERT INTO proxy_tests (id, proxy_id, user_id, job_id, test_result, test_reason, test_message, connect_ms,
                                           tls_ms, first_byte_ms, exit_ip, exit_country, anonymity)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *)
       SELECT ${PROXY_TEST_JSON} AS view FROM r`,
      [
        uuidv7(),
        proxy.id,
        proxy.user_id,
        jobId,
        outcome.test_result,
        outcome.test_reason,
        outcome.test_message,
        outcome.connect_ms,
        outcome.tls_ms,
        outcome.first_byte_ms,
        outcome.exit_ip,
        outcome.exit_country,
        outcome.anonymity,
      ],
    );
    return row?.view ?? null;
  }
}

const PLACE = ['protocol', 'host', 'port', 'username', 'password', 'ca_certificate'] as const;

function isSamePlace(one: ProxyRow, other: ProxyRow): boolean {
  return PLACE.every((field) => one[field] === other[field]);
}
