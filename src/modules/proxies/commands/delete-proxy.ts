import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { requireMatch } from '../../../common/http/etag.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { nameOf } from '../proxy-name.js';
import { ProxyRepository } from '../proxy.repository.js';
import { PROXY_DELETED } from '../proxies.events.js';
import { testKeyOf } from './test-proxy.js';

/** Removes a proxy with its history. One that accounts go out through stays: they would else have to go round it. */
@Injectable()
export class DeleteProxy {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE naming the accounts, and PRECONDITION_FAILED when `ifMatch` names another version. */
  async run(userId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.proxies.view(userId, id, true);
      const proxy = await this.proxies.find(userId, id);
      if (!before || !proxy) throw AppError.notFound('Proxy');
      requireMatch(ifMatch, before.etag);
      const accounts = await this.proxies.accountsOf(userId, id);
      if (accounts.length > 0) {
        throw new AppError('INVALID_STATE', 'Accounts go out through this proxy: bind them to another one first', {
          from: 'in_use',
          to: 'deleted',
          allowed: [],
          accounts,
        });
      }
      await this.jobs.cancelByKeys(userId, [testKeyOf(id)]);
      await this.proxies.delete(userId, id);
      const { protocol, host, port } = proxy;
      await this.audit.record({
        user_id: userId,
        action: 'proxy.deleted',
        subject_type: 'proxy',
        subject_id: id,
        details: { name: proxy.name, protocol, host, port },
      });
      const payload = { proxy_id: id, name: nameOf(proxy) };
      await this.outbox.add({ type: PROXY_DELETED, user_id: userId, store_id: null, payload });
    });
  }
}
