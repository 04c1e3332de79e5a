import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { normalHost, type ProxyAddress } from '../proxy-address.js';
import { nameOf } from '../proxy-name.js';
import { ProxyPlaces } from '../proxy-places.js';
import { ProxyRepository, type ProxyRow, type StoredProxy } from '../proxy.repository.js';
import { ProxySecrets } from '../proxy-secrets.js';
import type { UpdateProxyDto } from '../proxies.dto.js';
import { samePlace } from './create-proxy.js';

/** What tests said of a proxy, when it is another one now. */
const UNTESTED = {
  test_result: null,
  test_reason: null,
  test_message: null,
  connect_ms: null,
  tls_ms: null,
  first_byte_ms: null,
  exit_ip: null,
  exit_country: null,
  anonymity: null,
  failures: 0,
  down_since: null,
  down_notified_at: null,
};

/** Changes a proxy; one that is now at another place, or for another user, counts as untested and is tested at once. */
@Injectable()
export class UpdateProxy {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly places: ProxyPlaces,
    private readonly secrets: ProxySecrets,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, VALIDATION_ERROR, CONFLICT, and PRECONDITION_FAILED when `ifMatch` names another version. */
  async run(userId: string, id: string, input: UpdateProxyDto, ifMatch?: string): Promise<StoredProxy> {
    const known = await this.proxies.find(userId, id);
    if (!known) throw AppError.notFound('Proxy');
    // Names are resolved for it, which is not to be done inside of a transaction.
    await this.places.check(this.addressOf(known, input));
    return this.database.transaction(async () => {
      await this.proxies.oneAtATime(userId);
      const before = await this.proxies.view(userId, id, true);
      const proxy = await this.proxies.find(userId, id);
      if (!before || !proxy) throw AppError.notFound('Proxy');
      requireMatch(ifMatch, before.etag);
      const columns = await this.columnsOf(proxy, input);
      if (Object.keys(columns).length === 0) return before;
      await this.proxies.update(userId, id, columns);
      await this.audit.record({
        user_id: userId,
        action: 'proxy.updated',
        subject_type: 'proxy',
        subject_id: id,
        details: { fields: Object.keys(input) },
      });
      const after = await this.proxies.view(userId, id);
      if (!after) throw AppError.notFound('Proxy');
      return after;
    });
  }

  private async columnsOf(proxy: ProxyRow, input: UpdateProxyDto): Promise<Record<string, unknown>> {
    const { name, country, is_active: isActive, test_interval_seconds: interval } = input;
    const columns: Record<string, unknown> = Object.fromEntries(
      Object.entries({ name, country, is_active: isActive, test_interval_seconds: interval }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const before = this.addressOf(proxy, {});
    const after = this.addressOf(proxy, input);
    const isElsewhere = JSON.stringify(before) !== JSON.stringify(after);
    if (isElsewhere) {
      const same = await this.proxies.findSame(proxy.user_id, after);
      if (same && same.id !== proxy.id) throw samePlace(same.id, same.name ?? nameOf({ ...after, name: null }));
      Object.assign(columns, after, UNTESTED, { password: this.secrets.seal(proxy.id, after.password) });
    }
    const willBeActive = isActive ?? proxy.is_active;
    if (!willBeActive) columns.next_test_at = null;
    else if (isElsewhere || !proxy.is_active || interval !== undefined) columns.next_test_at = this.clock.now();
    if (!willBeActive && !proxy.is_active && Object.keys(columns).length === 1) return {};
    return columns;
  }

  /** As it will be: fields given are changed, others kept, null clears. */
  private addressOf(proxy: ProxyRow, input: Partial<UpdateProxyDto>): ProxyAddress {
    const kept = this.secrets.routeOf(proxy);
    const or = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given);
    return {
      protocol: or(input.protocol, kept.protocol),
      host: input.host === undefined ? kept.host : normalHost(input.host),
      port: or(input.port, kept.port),
      username: or(input.username, kept.username ?? null),
      password: or(input.password, kept.password ?? null),
      ca_certificate: or(input.ca_certificate, kept.ca_certificate ?? null),
    };
  }
}
