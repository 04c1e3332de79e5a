import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { JsonObject } from '../../../common/json.js';
import { mergeSettings } from '../../../common/settings/merge-settings.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow, type StoredProcessor } from '../processor.repository.js';
import type { CreateProcessorDto } from '../processors.dto.js';
import { PaymentProviders } from '../providers/providers.js';
import { ProcessorRecord, type VerifiedAccount } from './processor-record.js';

const VERIFY_TIMEOUT_MS = 30_000;

/** Connects an account at a payment provider: verified live first, then everything at once, or nothing. */
@Injectable()
export class ConnectProcessor {
  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly providers: PaymentProviders,
    private readonly connections: ProcessorConnections,
    private readonly record: ProcessorRecord,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Throws VALIDATION_ERROR for malformed credentials, ProviderError when the provider refuses them or does not answer,
   * CONFLICT when the account is connected already. An account that was deleted before goes on with its books.
   */
  async run(userId: string, input: CreateProcessorDto): Promise<StoredProcessor & { id: string }> {
    const settings = mergeSettings({}, input.settings);
    const provider = this.providers.get(input.provider);
    const credentials = provider.parseCredentials(input.credentials);
    const fresh = { id: uuidv7(), provider: provider.key };
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const account = await provider.verify(this.connections.with(fresh, credentials, signal));
    return this.database.transaction(async () => {
      await this.oneAtATime(userId);
      const known = await this.processors.findSameAccount(userId, { ...account, provider: provider.key });
      if (known?.deleted_at === null) throw sameAccount(known);
      if (!known) await this.processors.insert(fresh.id, userId, { name: input.name, provider: provider.key });
      const id = known?.id ?? fresh.id;
      return this.write(userId, id, input, settings, { credentials, account });
    });
  }

  private async write(
    userId: string,
    id: string,
    { name, provider }: CreateProcessorDto,
    settings: JsonObject,
    verified: VerifiedAccount,
  ): Promise<StoredProcessor & { id: string }> {
    await this.processors.update(userId, id, { name, settings: JSON.stringify(settings), is_active: true });
    const job = await this.record.write({ id, user_id: userId, provider, name, is_active: true }, verified, 'full');
    await this.audit.record({
      user_id: userId,
      action: 'payment_processor.connected',
      subject_type: 'payment_processor',
      subject_id: id,
      details: { provider, account_id: verified.account.account_id, mode: verified.account.mode },
    });
    const stored = await this.processors.view(userId, id);
    if (!stored || !job) throw new Error('The processor that was just connected is not there');
    return { id, etag: stored.etag, view: { ...(stored.view as JsonObject), sync_job_id: job.id } };
  }

  /** Two requests for one account at a time: the second one finds what the first has made. */
  private async oneAtATime(userId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `payment_processors:${userId}`,
    ]);
  }
}

function sameAccount(known: ProcessorRow): AppError {
  return AppError.conflict(`This account is connected already as your payment processor "${known.name}"`, {
    processor_id: known.id,
  });
}
