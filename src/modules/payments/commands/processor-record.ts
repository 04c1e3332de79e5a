import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Config } from '../../../common/config/config.js';
import { Outbox } from '../../../common/events/outbox.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { PROCESSOR_CONNECTED } from '../payments.events.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository } from '../processor.repository.js';
import type { ProviderCredentials, ProviderKey } from '../providers/provider.connection.js';
import type { AccountInfo } from '../providers/provider.port.js';
import { startPaymentWebhooks } from '../webhooks/start-webhooks.js';
import { type ImportMode, StartImport } from './start-import.js';

/** What was verified: whose account it is, and by which credentials. */
export interface VerifiedAccount {
  credentials: ProviderCredentials;
  account: AccountInfo;
}

/** Writes down that a processor is connected: sealed credentials, what the provider says of the account, webhooks, import. */
@Injectable()
export class ProcessorRecord {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly startImport: StartImport,
    private readonly jobs: JobsApi,
    private readonly outbox: Outbox,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** In the open transaction. Gives the import that begins with it; null: it is switched off. */
  async write(
    processor: { id: string; user_id: string; provider: ProviderKey; name: string; is_active: boolean },
    { credentials, account }: VerifiedAccount,
    mode: ImportMode,
  ): Promise<JobView | null> {
    const { id, user_id: userId, provider, name } = processor;
    await this.processors.update(userId, id, {
      api_credentials: JSON.stringify(this.connections.seal(id, 'api_credentials', JSON.stringify(credentials))),
      mode: account.mode,
      account_id: account.account_id,
      account_name: account.name,
      country: account.country,
      default_currency: account.default_currency,
      warnings: JSON.stringify(account.warnings),
      connection_state: 'connected',
      connection_error: null,
      connection_checked_at: this.clock.now(),
      failures: 0,
      failing_since: null,
      failure_notified_at: null,
      next_sync_at: processor.is_active ? this.clock.now() : null,
      deleted_at: null,
    });
    await this.outbox.add({
      type: PROCESSOR_CONNECTED,
      user_id: userId,
      store_id: null,
      payload: { processor_id: id, provider, name },
    });
    if (this.config.public_url !== null) await startPaymentWebhooks(this.jobs, processor);
    return processor.is_active ? this.startImport.start(processor, mode) : null;
  }
}
