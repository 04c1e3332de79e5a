import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { requireMatch } from '../../../common/http/etag.js';
import { mergeSettings } from '../../../common/settings/merge-settings.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow, type StoredProcessor } from '../processor.repository.js';
import type { UpdateProcessorDto } from '../processors.dto.js';
import { ProcessorRecord, type VerifiedAccount } from './processor-record.js';
import { importKeyOf } from './start-import.js';

const VERIFY_TIMEOUT_MS = 30_000;

/** Changes what a person can change of a processor; new credentials are verified live first. */
@Injectable()
export class UpdateProcessor {
  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly record: ProcessorRecord,
    private readonly audit: AuditLog,
    private readonly jobs: JobsApi,
    private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, PRECONDITION_FAILED when `ifMatch` names another version, and for credentials VALIDATION_ERROR,
   * ProviderError, and CONFLICT when they are of another account or of the other mode.
   */
  async run(userId: string, id: string, input: UpdateProcessorDto, ifMatch?: string): Promise<StoredProcessor> {
    const verified = await this.verify(userId, id, input, ifMatch);
    return this.database.transaction(async () => {
      const before = await this.processors.view(userId, id, true);
      const processor = await this.processors.find(userId, id);
      if (!before || !processor) throw AppError.notFound('Payment processor');
      requireMatch(ifMatch, before.etag);
      if (verified) refuseOther(processor, verified);
      const columns = this.columnsOf(processor, input);
      if (Object.keys(columns).length === 0 && !verified) return before;
      if (Object.keys(columns).length > 0) await this.processors.update(userId, id, columns);
      if (verified) {
        const { name = processor.name, is_active = processor.is_active } = input;
        await this.record.write({ ...processor, name, is_active }, verified, 'incremental');
      }
      if (input.is_active === false) await this.stopImports(processor);
      await this.audit.record({
        user_id: userId,
        action: 'payment_processor.updated',
        subject_type: 'payment_processor',
        subject_id: id,
        details: { fields: Object.keys(input) },
      });
      const after = await this.processors.view(userId, id);
      if (!after) throw AppError.notFound('Payment processor');
      return after;
    });
  }

  private async verify(
    userId: string,
    id: string,
    { credentials: input }: UpdateProcessorDto,
    ifMatch: string | undefined,
  ): Promise<VerifiedAccount | null> {
    if (input === undefined) return null;
    const processor = await this.processors.find(userId, id);
    const before = await this.processors.view(userId, id);
    if (!processor || !before) throw AppError.notFound('Payment processor');
    requireMatch(ifMatch, before.etag);
    const provider = this.connections.providerOf(processor);
    const credentials = provider.parseCredentials(input);
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const account = await provider.verify(this.connections.with(processor, credentials, signal));
    return { credentials, account };
  }

  private stopImports({ id, user_id: userId }: ProcessorRow): Promise<void> {
    return this.jobs.cancelByKeys(userId, [importKeyOf(id, 'full'), importKeyOf(id, 'incremental')]);
  }

  private columnsOf(processor: ProcessorRow, input: UpdateProcessorDto): Record<string, unknown> {
    const columns: Record<string, unknown> = {};
    if (input.name !== undefined) columns.name = input.name;
    if (input.settings) columns.settings = JSON.stringify(mergeSettings(processor.settings, input.settings));
    if (input.is_active !== undefined) columns.is_active = input.is_active;
    if (input.settings || input.is_active !== undefined) {
      // Switched on again, or with another interval, it is due at once.
      columns.next_sync_at = (input.is_active ?? processor.is_active) ? this.clock.now() : null;
    }
    return columns;
  }
}

function refuseOther(processor: ProcessorRow, { account }: VerifiedAccount): void {
  if (processor.account_id !== null && processor.account_id !== account.account_id) {
    throw AppError.conflict('These credentials are of another account: connect it as a payment processor of its own', {
      account_id: processor.account_id,
      given_account_id: account.account_id,
    });
  }
  if (processor.mode !== null && processor.mode !== account.mode) {
    throw AppError.conflict(
      `These credentials are of the ${account.mode} mode, and this payment processor is in ${processor.mode} mode: connect them as one of its own`,
      { mode: processor.mode, given_mode: account.mode },
    );
  }
}
