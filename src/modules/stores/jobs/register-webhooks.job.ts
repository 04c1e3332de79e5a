import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { WEBHOOKS_JOB } from '../commands/connect-store.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository } from '../store.repository.js';
import { webhookAddress } from '../webhook-address.js';

/** Asks a shop to tell us what happens there; without a public address the polls alone do. */
@Injectable()
@HandlesJob({ type: WEBHOOKS_JOB, lane: 'work' })
export class RegisterWebhooksJob extends JobHandler {
  constructor(
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly database: Database,
    private readonly config: Config,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const store = job.store_id ? await this.stores.find(job.user_id, job.store_id) : undefined;
    if (!store?.api_credentials) throw new JobFailure('INVALID_STATE', 'The store is not connected any more');
    const address = webhookAddress(this.config.public_url, store);
    const secret = this.connections.webhookSecretOf(store);
    const { webhooks } = this.connections.platformOf(store);
    if (address === null || !webhooks || secret === null)
      return { registered: 0, reason: 'no public address is configured' };
    const ids = await webhooks.register(this.connections.open(store, job.signal), address, secret);
    await this.database.execute('UPDATE stores SET webhook_ids = $2 WHERE id = $1', [store.id, JSON.stringify(ids)]);
    return { registered: ids.length };
  }
}
