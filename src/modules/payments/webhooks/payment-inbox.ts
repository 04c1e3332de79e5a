import { Injectable } from '@nestjs/common';
import { concurrently } from '../../../common/async/concurrently.js';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { InboxSource } from '../../../common/inbox/inbox-source.js';
import type { InboxOwner, InboxTable } from '../../../common/inbox/inbox-table.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ProcessorHealth } from '../import/processor-health.js';
import { PaymentSink } from '../payment-sink.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorNotices } from '../processor-notices.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import type { ProviderPage } from '../providers/provider.records.js';
import { deadLetterMail } from './payment-webhooks.mails.js';

/** Reads of one processor that are under way at the same time, and records that are read before they are written. */
const READS_AT_ONCE = 4;
const RECORDS_AT_ONCE = 20;

/** What payment providers deliver. A processor that was deleted, or whose credentials are refused, is not asked. */
export const PAYMENT_INBOX = {
  name: 'payment_deliveries',
  owner_column: 'payment_processor_id',
  owner_table: 'payment_processors',
  own_columns: [],
  shown_columns: [],
  may_be_asked: `owner.connection_state <> 'failed' AND owner.api_credentials IS NOT NULL AND owner.deleted_at IS NULL`,
  channel: 'ksap_payment_webhooks',
  owner_label: 'Payment processor',
  owner_word: 'payment_processor',
  delivery_word: 'payment_delivery',
} as const satisfies InboxTable;

interface ReadRecord {
  page: ProviderPage | null;
  /** Before it was asked for: what the answer says is at least as new. */
  observed_at: Date;
}

/** Records that providers' deliveries name are read one by one, and end where those of every import end. */
@Injectable()
export class PaymentSource extends InboxSource {
  override readonly records_at_once = RECORDS_AT_ONCE;

  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly sink: PaymentSink,
    private readonly notices: ProcessorNotices,
    private readonly health: ProcessorHealth,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async refresh(
    owner: InboxOwner,
    resource: string,
    platformIds: string[],
    signal: AbortSignal,
  ): Promise<void> {
    const processor = await this.processors.find(owner.user_id, owner.id);
    if (!processor) throw AppError.notFound('Payment processor');
    const read = await concurrently(platformIds, READS_AT_ONCE, (id) => this.read(processor, resource, id, signal));
    // What the provider no longer has stays in the books as it was.
    const found = read.flatMap(({ page, observed_at }) => (page === null ? [] : [{ page, observed_at }]));
    for (const { page, observed_at } of found) await this.sink.prepare(page, observed_at);
    await this.database.transaction(async () => {
      for (const { page, observed_at } of found) await this.sink.write(owner, page, observed_at);
    });
  }

  override async tellDead(owner: InboxOwner, died: number, reason: string): Promise<void> {
    const processor = await this.processors.find(owner.user_id, owner.id);
    if (processor) await this.notices.tell(owner.user_id, deadLetterMail(processor, died, reason));
  }

  private async read(
    processor: ProcessorRow,
    resource: string,
    platformId: string,
    signal: AbortSignal,
  ): Promise<ReadRecord> {
    const observedAt = this.clock.now();
    const connection = this.connections.open(processor, signal);
    try {
      const page = await this.connections.providerOf(processor).readOne(connection, resource, platformId);
      return { page, observed_at: observedAt };
    } catch (error) {
      if (error instanceof ProviderError && error.fault === 'auth') await this.health.failed(processor, error);
      throw error;
    }
  }
}
