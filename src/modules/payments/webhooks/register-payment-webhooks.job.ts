import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import type { Json } from '../../../common/json.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import type { ProviderCredentials } from '../providers/provider.connection.js';
import { PAYMENT_WEBHOOKS_JOB } from './start-webhooks.js';
import { paymentWebhookAddress } from './webhook-address.js';
import { WebhookChecksRepository } from './webhook-checks.repository.js';
import { PaymentWebhookRemoval } from './webhook-removal.js';

/** Secrets of subscriptions that were replaced stay good as long as so many come after them: late deliveries are signed with them. */
const KEPT_SECRETS = 3;

interface Registered {
  ids: string[];
  new_secrets: string[];
}

/**
 * Asks a provider to tell us what happens, and mends what has come apart: subscriptions that were switched off or dropped, a
 * secret that we no longer have, an address of ours that has changed. Without a public address the imports alone do.
 */
@Injectable()
@HandlesJob({ type: PAYMENT_WEBHOOKS_JOB, lane: 'work' })
export class RegisterPaymentWebhooksJob extends JobHandler {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly database: Database,
    private readonly config: Config,
    private readonly checks: WebhookChecksRepository,
    private readonly audit: AuditLog,
    private readonly removal: PaymentWebhookRemoval,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { processor_id: processorId } = job.payload as { processor_id: string };
    const processor = await this.processors.find(job.user_id, processorId);
    if (!processor?.api_credentials) throw notConnected();
    const address = paymentWebhookAddress(this.config.public_url, processor);
    if (address === null) {
      await this.checks.note(processor.id, { state: 'no_address', is_mended: false, error: null });
      return { registered: 0, reason: 'no public address is configured' };
    }
    try {
      const registered = await this.register(job, processor, address);
      const kept = await this.keep(job, processor, address, registered);
      if (kept !== null) return kept;
    } catch (error) {
      if (!job.signal.aborted) {
        await this.checks.note(processor.id, { state: 'failing', is_mended: false, error: faultOf(error) });
      }
      throw error;
    }
    // Deleted while the provider was asked: what was made for it there is nobody's.
    await this.removal.remove({ ...processor, webhook_url: address });
    throw notConnected();
  }

  private async register(job: JobRun, processor: ProcessorRow, address: string): Promise<Registered> {
    const { webhooks } = this.connections.providerOf(processor);
    const connection = this.connections.open(processor, job.signal);
    const registered = await webhooks.register(connection, address);
    // What still points at an address that we had would only fail there.
    if (processor.webhook_url !== null && processor.webhook_url !== address)
      await webhooks.remove(connection, processor.webhook_url);
    const isMute = webhooks.makes_secrets && !this.canCheck(processor, connection.credentials, registered);
    if (!isMute) return registered;
    // It is told once only: a subscription whose secret is lost is made anew.
    await webhooks.remove(connection, address);
    return webhooks.register(connection, address);
  }

  private canCheck(processor: ProcessorRow, credentials: ProviderCredentials, registered: Registered): boolean {
    if (registered.ids.length === 0 || registered.new_secrets.length > 0) return true;
    if (credentials.webhook_secret !== undefined) return true;
    return this.connections.webhookSecretsOf(processor).length > 0;
  }

  private async keep(job: JobRun, before: ProcessorRow, address: string, registered: Registered): Promise<Json | null> {
    const { ids, new_secrets: fresh } = registered;
    return this.database.transaction(async () => {
      await job.fence();
      const processor = await this.processors.find(before.user_id, before.id, true);
      if (!processor?.api_credentials) return null;
      const isMended = before.webhook_ids.length > 0 && String(before.webhook_ids) !== String(ids);
      const isNew = String(processor.webhook_ids) !== String(ids) || processor.webhook_url !== address;
      if (isNew || fresh.length > 0) {
        const secrets = [...new Set([...fresh, ...this.connections.webhookSecretsOf(processor)])].slice(
          0,
          KEPT_SECRETS,
        );
        await this.processors.update(processor.user_id, processor.id, {
          webhook_ids: JSON.stringify(ids),
          webhook_url: address,
          webhook_secrets:
            secrets.length === 0
              ? null
              : this.connections.seal(processor.id, 'webhook_secrets', JSON.stringify(secrets)),
        });
      }
      // A person who made the subscription at the provider gave us its key: it is theirs to look after.
      const state = ids.length > 0 ? 'registered' : 'by_hand';
      await this.checks.note(processor.id, { state, is_mended: isMended, error: null });
      if (isMended) {
        await this.audit.record({
          user_id: processor.user_id,
          action: 'payment_processor.webhooks_mended',
          subject_type: 'payment_processor',
          subject_id: processor.id,
          details: { address_changed: before.webhook_url !== address },
        });
      }
      return { registered: ids.length, mended: isMended };
    });
  }
}

const notConnected = (): JobFailure =>
  new JobFailure('INVALID_STATE', 'The payment processor is not connected any more');
