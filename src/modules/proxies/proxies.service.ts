import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import type { ProxyRoute } from '../../common/outbound/proxy/proxy-route.js';
import { PROXY_STATE } from './proxy.json.js';
import { nameOf } from './proxy-name.js';
import { PROXIES_CHANNEL, ProxyRepository } from './proxy.repository.js';
import { ProxySecrets } from './proxy-secrets.js';
import { ProxiesApi, ProxyUnavailable, type ProxyBrief } from './proxies.api.js';

const LOOK_AGAIN_MS = 60_000;
/** A switched-off proxy waits for a person. */
const INACTIVE_MS = 15 * 60_000;
/** Behind the test that may find it well. */
const AFTER_TEST_MS = 15_000;

@Injectable()
export class ProxiesService extends ProxiesApi {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly secrets: ProxySecrets,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async routeOf(userId: string, proxyId: string): Promise<ProxyRoute> {
    const proxy = await this.proxies.find(userId, proxyId);
    if (!proxy) throw AppError.notFound('Proxy');
    const name = nameOf(proxy);
    if (!proxy.is_active) {
      throw new ProxyUnavailable('inactive', INACTIVE_MS, `The proxy "${name}" is switched off`);
    }
    if (proxy.down_since !== null) {
      const untilTest = (proxy.next_test_at?.getTime() ?? 0) - this.clock.now().getTime();
      const wait = Math.max(LOOK_AGAIN_MS, untilTest + AFTER_TEST_MS);
      throw new ProxyUnavailable('down', wait, `The proxy "${name}" is down`);
    }
    return this.secrets.routeOf(proxy);
  }

  override describe(userId: string, proxyIds: string[]): Promise<ProxyBrief[]> {
    return this.database.query<ProxyBrief>(
      `SELECT r.id, coalesce(r.name, r.host || ':' || r.port) AS name, coalesce(r.protocol, 'http') AS protocol, r.host, r.port,
              r.country, coalesce(r.is_active, true) AS is_active, ${PROXY_STATE} AS state, ${iso('r.down_since')} AS down_since
       FROM proxies r WHERE r.user_id = $1 AND r.id = ANY($2::uuid[])`,
      [userId, proxyIds],
    );
  }

  override async suspect(userId: string, proxyId: string): Promise<void> {
    // Tested within this time: what is known of it is news enough.
    const moved = await this.database.execute(
      `UPDATE proxies SET next_test_at = now() WHERE user_id = $1 AND id = $2 AND is_active IS DISTINCT FROM false
         AND next_test_at > now() AND coalesce(last_tested < now() - interval '15 seconds', true)`,
      [userId, proxyId],
    );
    if (moved > 0) await this.database.notify(PROXIES_CHANNEL, '');
  }
}
