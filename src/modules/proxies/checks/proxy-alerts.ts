import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { userNotice } from '../../../common/events/user-notice.js';
import type { JsonObject } from '../../../common/json.js';
import { PROXY_COUNTRY_CHANGED, PROXY_DOWN, PROXY_UP } from '../proxies.events.js';
import { ProxyRepository, type ProxyRow } from '../proxy.repository.js';
import { nameOf } from '../proxy-name.js';
import type { CheckOutcome } from './proxy-check.js';

/** The topic in a person's notification settings. */
const TOPIC = 'proxy_failures';

/** What the owner of a proxy hears of: events and the audit log always, a mail when accounts go out through it. */
@Injectable()
export class ProxyAlerts {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly config: Config,
  ) {}

  /** In the open transaction, as all of these. */
  async wentDown(proxy: ProxyRow, outcome: CheckOutcome): Promise<void> {
    const reason = outcome.test_reason ?? 'failed';
    const message = outcome.test_message ?? 'The proxy failed';
    const accounts = await this.tell(proxy, PROXY_DOWN, 'proxy.went_down', { reason, message });
    if (accounts === 0) return;
    await this.database.execute('UPDATE proxies SET down_notified_at = now() WHERE id = $1', [proxy.id]);
    await this.mail(proxy, `Your proxy "${nameOf(proxy)}" is down`, [
      `your proxy "${nameOf(proxy)}" failed two tests in a row: ${message}.`,
      `${accountsOf(accounts)} it. Nothing of theirs goes out until it works\nagain: it is never gone round. We go on testing it.`,
    ]);
  }

  async cameBack(proxy: ProxyRow): Promise<void> {
    const accounts = await this.tell(proxy, PROXY_UP, 'proxy.came_back', {});
    if (proxy.down_notified_at === null) return;
    await this.database.execute('UPDATE proxies SET down_notified_at = NULL WHERE id = $1', [proxy.id]);
    await this.mail(proxy, `Your proxy "${nameOf(proxy)}" works again`, [
      `your proxy "${nameOf(proxy)}" works again.`,
      accounts === 0 ? 'No account goes out through it any more.' : 'What waited for it goes on by itself.',
    ]);
  }

  async moved(proxy: ProxyRow, to: string): Promise<void> {
    const from = proxy.exit_country ?? '';
    const accounts = await this.tell(proxy, PROXY_COUNTRY_CHANGED, 'proxy.country_changed', { from, to });
    if (accounts === 0) return;
    await this.mail(proxy, `Your proxy "${nameOf(proxy)}" now calls from ${to}`, [
      `calls through your proxy "${nameOf(proxy)}" now come from ${to}; at the test\nbefore they came from ${from}.`,
      `${accountsOf(accounts)} it. If that is not what you want, switch the\nproxy off or bind them to another one.`,
    ]);
  }

  /** Gives how many accounts go out through it. */
  private async tell(proxy: ProxyRow, type: string, action: string, details: JsonObject): Promise<number> {
    const accounts = await this.proxies.countAccounts(proxy.id);
    const { id, user_id } = proxy;
    const payload = { proxy_id: id, name: nameOf(proxy), ...details, accounts_count: accounts };
    await this.outbox.add({ type, user_id, store_id: null, payload });
    await this.audit.record({
      user_id,
      action,
      subject_type: 'proxy',
      subject_id: id,
      details: { ...details, accounts_count: accounts },
    });
    return accounts;
  }

  private async mail(proxy: ProxyRow, subject: string, paragraphs: string[]): Promise<void> {
    const where = `${this.config.public_url ?? 'GET '}/api/v1/proxies/${proxy.id}/history\nshows its tests.`;
    const payload = { topic: TOPIC, kind: 'proxy_state', subject, paragraphs: [...paragraphs, where] };
    await this.outbox.add(userNotice(proxy.user_id, payload));
  }
}

function accountsOf(count: number): string {
  return count === 1 ? 'One account goes out through' : `${count} accounts go out through`;
}
