import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { StoreChecksRepository } from '../checks/store-checks.repository.js';
import { WEBHOOKS_JOB } from '../commands/connect-store.js';
import type { PlatformWebhooks } from '../platforms/platform.port.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { webhookAddress } from '../webhook-address.js';

/**
 * Asks a shop to tell us what happens there, and mends what has come apart: subscriptions that the shop switched off or
 * dropped, and an address of ours that has changed. Without a public address the polls alone do.
 */
@Injectable()
@HandlesJob({ type: WEBHOOKS_JOB, lane: 'work' })
export class RegisterWebhooksJob extends JobHandler {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly database: Database,
    private readonly config: Config,
    private readonly checks: StoreChecksRepository,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const store = job.store_id ? await this.stores.find(job.user_id, job.store_id) : undefined;
    if (!store?.api_credentials) throw new JobFailure('INVALID_STATE', 'The store is not connected any more');
    const address = webhookAddress(this.config.public_url, store);
    const secret = this.connections.webhookSecretOf(store);
    const { webhooks } = this.connections.platformOf(store);
    if (address === null || !webhooks || secret === null) {
      const state = webhooks ? 'no_address' : 'unsupported';
      await this.checks.noteWebhooks(store.id, { state, address: null, mended: [], error: null });
      return { registered: 0, reason: 'no public address is configured' };
    }
    const before = await this.checks.addressOf(store.id);
    try {
      return await this.register(job, store, webhooks, { address, before, secret });
    } catch (error) {
      if (!job.signal.aborted) {
        const fault = faultOf(error);
        await this.checks.noteWebhooks(store.id, { state: 'failing', address: before, mended: [], error: fault });
      }
      throw error;
    }
  }

  private async register(
    job: JobRun,
    store: StoreRow,
    webhooks: PlatformWebhooks,
    at: { address: string; before: string | null; secret: string },
  ): Promise<Json> {
    const connection = this.connections.open(store, job.signal);
    const touched: string[] = [];
    const ids = await webhooks.register(connection, at.address, at.secret, (topic) => touched.push(topic));
    // What still points at an address that we had would only fail there.
    if (at.before !== null && at.before !== at.address) await webhooks.remove(connection, at.before);
    // A platform without a secret to check deliveries by registers none.
    const state = ids.length > 0 ? 'registered' : 'unsupported';
    // The first time, all of them are new: nothing was amiss.
    const mended = at.before === null ? [] : touched;
    await this.database.transaction(async () => {
      await job.fence();
      await this.database.execute('UPDATE stores SET webhook_ids = $2 WHERE id = $1', [store.id, JSON.stringify(ids)]);
      await this.checks.noteWebhooks(store.id, { state, address: at.address, mended, error: null });
      if (mended.length === 0) return;
      await this.audit.record({
        user_id: store.user_id,
        action: 'store.webhooks_mended',
        subject_type: 'store',
        subject_id: store.id,
        details: { topics: mended, address_changed: at.before !== at.address },
      });
    });
    return { registered: ids.length, mended };
  }
}
