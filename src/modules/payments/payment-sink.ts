import { Injectable } from '@nestjs/common';
import { Breather } from '../../common/clock/breather.js';
import { Database } from '../../common/database/database.js';
import { writeAllButRefused } from '../../common/database/refused-rows.js';
import { Outbox } from '../../common/events/outbox.js';
import type { Json } from '../../common/json.js';
import { PAYMENTS_CHANGED, PAYOUTS_CHANGED } from './payments.events.js';
import type { BadProviderRecord, ProviderPage } from './providers/provider.records.js';
import { BadPaymentRecords } from './sink/bad-records.js';
import type { ProcessorKey } from './sink/newer-rows.js';
import { PaymentLinks } from './sink/payment-links.js';
import { lineKeyOf, takenLines, takenPayouts, takenTransactions, type Taken } from './sink/taken.js';
import { type LinkedLine, PayoutTable } from './sink/payout-table.js';
import { TransactionTable, type WrittenTransactions } from './sink/transaction-table.js';

/** What a page holds, wherever it comes from: a read, one record that a delivery named, a refund of ours. */
export type PageRecords = Omit<ProviderPage, 'cursor' | 'total'>;

/** Transactions and payouts of a page; its lines are not counted. */
export interface WrittenPage {
  created: number;
  updated: number;
  unchanged: number;
  /** Kept apart with their reasons, those that the page itself called bad among them. */
  bad: number;
}

/** Where the records of every provider end, whichever way they came in. */
@Injectable()
export class PaymentSink {
  constructor(
    private readonly database: Database,
    private readonly transactions: TransactionTable,
    private readonly payouts: PayoutTable,
    private readonly links: PaymentLinks,
    private readonly bad: BadPaymentRecords,
    private readonly outbox: Outbox,
  ) {}

  /** Does ahead, bit by bit, what writing the page costs most besides the database. Its records must not be changed any more. */
  async prepare(page: PageRecords, observedAt: Date): Promise<void> {
    const breather = new Breather();
    for (const record of page.transactions) {
      await breather.turn();
      takenTransactions([record], observedAt);
    }
  }

  /**
   * Writes a page in the open transaction (throws without one): rows that are new, or differ and are not older than what
   * is known; what belongs together is tied together, and told. A record that cannot be kept is set apart, under `resource`.
   *
   * @param observedAt when the page was asked for: the newer observation of a row wins
   */
  async write(
    processor: ProcessorKey,
    page: PageRecords,
    observedAt: Date,
    resource = 'deliveries',
  ): Promise<WrittenPage> {
    const bad = [...page.bad];
    const payouts = await this.writePayouts(processor, takenPayouts(page.payouts, observedAt), observedAt, bad);
    const written = await this.writeTransactions(
      processor,
      takenTransactions(page.transactions, observedAt),
      observedAt,
      bad,
    );
    const lines = await this.writeLines(processor, page, observedAt, bad);
    // A new transaction has its payout already: of the lines that its row was made from.
    await this.links.linesOfTransactions(processor.id, written.created);
    const linked = [...lines, ...(await this.links.linesOfTransactions(processor.id, written.updated))];
    const tied = [
      ...(await this.links.parents(processor.id, written)),
      ...(await this.links.payoutsOfTransactions(processor.id, written)),
      ...(await this.links.transactionsOfPayouts(processor.id, payouts.created)),
      ...(await this.links.payoutsOfLines(linked)),
    ];
    const summed = await this.sumUp(processor, page, lines);
    await this.keepBad(processor, page, resource, bad);
    await this.tell(processor, written, tied, [...payouts.created, ...payouts.updated, ...summed]);
    return {
      created: written.created.length + payouts.created.length,
      updated: written.updated.length + payouts.updated.length,
      unchanged: written.unchanged + payouts.unchanged,
      bad: bad.length,
    };
  }

  private async writeTransactions(
    processor: ProcessorKey,
    taken: ReturnType<typeof takenTransactions>,
    observedAt: Date,
    bad: BadProviderRecord[],
  ): Promise<WrittenTransactions> {
    const all: WrittenTransactions = { created: [], updated: [], unchanged: 0, parentless: [], payoutless: [] };
    await this.eachPart(taken, bad, async (part) => {
      const written = await this.transactions.write(processor, part, observedAt);
      all.created.push(...written.created);
      all.updated.push(...written.updated);
      all.unchanged += written.unchanged;
      all.parentless.push(...written.parentless);
      all.payoutless.push(...written.payoutless);
    });
    return all;
  }

  private async writePayouts(
    processor: ProcessorKey,
    taken: ReturnType<typeof takenPayouts>,
    observedAt: Date,
    bad: BadProviderRecord[],
  ): Promise<{ created: string[]; updated: string[]; unchanged: number }> {
    const all = { created: [] as string[], updated: [] as string[], unchanged: 0 };
    await this.eachPart(taken, bad, async (part) => {
      const written = await this.payouts.write(processor, part, observedAt);
      all.created.push(...written.created);
      all.updated.push(...written.updated);
      all.unchanged += written.unchanged;
    });
    return all;
  }

  private async writeLines(
    processor: ProcessorKey,
    page: PageRecords,
    observedAt: Date,
    bad: BadProviderRecord[],
  ): Promise<LinkedLine[]> {
    if (page.payout_lines.length === 0) return [];
    const platformIds = [...new Set(page.payout_lines.map((line) => line.platform_payout_id))];
    const payoutIds = await this.payouts.idsOf(processor.id, platformIds);
    const taken = takenLines(page.payout_lines, payoutIds, observedAt);
    const written: LinkedLine[] = [];
    await this.eachPart(taken, bad, async (part) => {
      written.push(...(await this.payouts.writeLines(processor, part)));
    });
    return written;
  }

  /** All at once; what the tables refuse all the same fails alone. */
  private async eachPart<T extends { platform_id: string; record: object }>(
    taken: Taken<T>,
    bad: BadProviderRecord[],
    write: (part: readonly T[]) => Promise<void>,
  ): Promise<void> {
    bad.push(...taken.bad);
    await writeAllButRefused(
      this.database,
      taken.rows,
      write,
      ({ platform_id, record }, reason) => bad.push({ platform_id, reason, raw: record as Json }),
      (constraint) => constraint.includes('payment_processor_id'),
    );
  }

  private async sumUp(processor: ProcessorKey, page: PageRecords, lines: LinkedLine[]): Promise<string[]> {
    const complete = await this.payouts.idsOf(processor.id, page.complete_payouts);
    const touched = new Set([...lines.map((line) => line.payout_id), ...complete.values()]);
    return this.payouts.sumUp([...touched], [...complete.values()]);
  }

  private async keepBad(
    processor: ProcessorKey,
    page: PageRecords,
    resource: string,
    bad: readonly BadProviderRecord[],
  ): Promise<void> {
    const refused = new Set(bad.map((record) => record.platform_id));
    const ids = [
      ...page.transactions.map((record) => record.platform_transaction_id),
      ...page.payouts.map((record) => record.platform_payout_id),
      ...page.payout_lines.map(lineKeyOf),
    ];
    await this.bad.forget(
      processor.id,
      ids.filter((id) => !refused.has(id)),
    );
    await this.bad.keep(processor.id, resource, bad);
  }

  private async tell(
    processor: ProcessorKey,
    written: WrittenTransactions,
    tied: string[],
    payoutIds: string[],
  ): Promise<void> {
    const created = new Set(written.created);
    const updated = [...new Set([...written.updated, ...tied])].filter((id) => !created.has(id));
    const payouts = [...new Set(payoutIds)];
    const whose = { user_id: processor.user_id, store_id: null };
    if (created.size + updated.length > 0) {
      const payload = { processor_id: processor.id, created: [...created], updated };
      await this.outbox.add({ type: PAYMENTS_CHANGED, ...whose, payload });
    }
    if (payouts.length > 0) {
      const payload = { processor_id: processor.id, payout_ids: payouts };
      await this.outbox.add({ type: PAYOUTS_CHANGED, ...whose, payload });
    }
  }
}
