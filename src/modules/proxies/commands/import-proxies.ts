import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { ProxyProtocol } from '../../../common/outbound/proxy/proxy-route.js';
import { type ImportLineDto, type ImportProxiesDto, type ImportResultDto, MOST_LINES } from '../import.dto.js';
import { parseProxyLine, type ProxyLine } from '../proxy-line.js';
import { ProxyPlaces } from '../proxy-places.js';
import { DEFAULT_TEST_INTERVAL } from '../proxies.dto.js';
import { type NewProxy, ProxyRepository } from '../proxy.repository.js';
import { ProxySecrets } from '../proxy-secrets.js';

interface Read {
  line: number;
  proxy: ProxyLine | null;
  reason: string | null;
}

/** Adds the proxies of a list. One bad line fails alone; what is there already, or twice in the list, is added once. */
@Injectable()
export class ImportProxies {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly places: ProxyPlaces,
    private readonly secrets: ProxySecrets,
    private readonly audit: AuditLog,
  ) {}

  /** Throws VALIDATION_ERROR for a list that is too long or has no line at all. */
  async run(userId: string, input: ImportProxiesDto): Promise<ImportResultDto> {
    const read = this.read(input.text, input.protocol ?? 'http');
    const isDry = input.dry_run ?? false;
    return this.database.transaction(async () => {
      await this.proxies.oneAtATime(userId);
      const known = await this.known(userId);
      const added: NewProxy[] = [];
      const lines = read.map(({ line, proxy, reason }): ImportLineDto => {
        if (proxy === null) return { line, result: 'invalid', reason, ...NOWHERE };
        const { protocol, host, port } = proxy;
        const there = { protocol, host, port };
        const key = keyOf(proxy);
        const same = known.get(key);
        if (same !== undefined) {
          const said = same.line === null ? 'You have this proxy already' : `It is in line ${same.line} already`;
          return { line, result: 'duplicate', reason: said, proxy_id: same.id, ...there };
        }
        const id = uuidv7();
        known.set(key, { id: isDry ? null : id, line });
        added.push(this.rowOf(id, proxy, input));
        return { line, result: isDry ? 'valid' : 'created', reason: null, proxy_id: isDry ? null : id, ...there };
      });
      if (!isDry && added.length > 0) await this.write(userId, added);
      const count = (result: string): number => lines.filter((line) => line.result === result).length;
      return {
        dry_run: isDry,
        created: added.length,
        duplicates: count('duplicate'),
        invalid: count('invalid'),
        lines,
      };
    });
  }

  private read(text: string, fallback: ProxyProtocol): Read[] {
    const lines = text
      .split(/\r\n|\n|\r/)
      .map((line, index) => ({ line: index + 1, text: line.trim() }))
      .filter((line) => line.text !== '' && !line.text.startsWith('#'));
    if (lines.length === 0) throw AppError.validation([{ field: 'text', reason: 'has no line with a proxy' }]);
    if (lines.length > MOST_LINES) {
      throw AppError.validation([{ field: 'text', reason: `must not have more than ${MOST_LINES} lines` }]);
    }
    return lines.map(({ line, text: written }) => {
      const parsed = parseProxyLine(written, fallback);
      if (typeof parsed === 'string') return { line, proxy: null, reason: parsed };
      const [fault] = this.places.faults({ ...parsed, ca_certificate: null });
      return fault
        ? { line, proxy: null, reason: `${fault.field} ${fault.reason}` }
        : { line, proxy: parsed, reason: null };
    });
  }

  private async known(userId: string): Promise<Map<string, { id: string | null; line: number | null }>> {
    const rows = await this.database.query<Omit<ProxyLine, 'password'> & { id: string }>(
      `SELECT id, coalesce(protocol, 'http') AS protocol, host, port, username FROM proxies WHERE user_id = $1`,
      [userId],
    );
    return new Map(rows.map((row) => [keyOf(row), { id: row.id, line: null }]));
  }

  private rowOf(id: string, proxy: ProxyLine, input: ImportProxiesDto): NewProxy {
    return {
      ...proxy,
      id,
      name: null,
      password: this.secrets.seal(id, proxy.password),
      ca_certificate: null,
      country: input.country ?? null,
      is_active: input.is_active ?? true,
      test_interval_seconds: DEFAULT_TEST_INTERVAL,
    };
  }

  private async write(userId: string, added: NewProxy[]): Promise<void> {
    await this.proxies.insert(userId, added);
    await this.audit.record({
      user_id: userId,
      action: 'proxy.imported',
      subject_type: 'proxy',
      subject_id: null,
      details: { created: added.length },
    });
  }
}

const NOWHERE = { proxy_id: null, protocol: null, host: null, port: null };

function keyOf({ protocol, host, port, username }: Omit<ProxyLine, 'password'>): string {
  return JSON.stringify([protocol, host, port, username]);
}
