import { Database } from '../../src/common/database/database.js';
import { PaymentSink } from '../../src/modules/payments/payment-sink.js';
import type { ProviderPage } from '../../src/modules/payments/providers/provider.records.js';
import { DerivedPayoutLines } from '../../src/modules/payments/sink/derived-lines.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aProcessor, type ProcessorRow } from '../support/payment-factories.js';
import { until } from '../support/until.js';
import { withMemoryProvider } from './memory-provider.js';
import { aPage, aPaymentRecord, aPayoutRecord, aRefundRecord } from './records.js';

describe('lines of payouts that their provider does not itemise', () => {
  let app: TestApp;
  let processor: ProcessorRow;

  beforeAll(async () => {
    app = await startTestApp();
    withMemoryProvider(app).derives_payout_lines = true;
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    processor = await aProcessor(app.db);
  });

  let observed = Date.parse('2026-11-22T12:00:00Z');
  const write = (page: Partial<ProviderPage>) => {
    observed += 1000;
    const at = new Date(observed);
    return app.nest.get(Database).transaction(() => app.nest.get(PaymentSink).write(processor, aPage(page), at));
  };
  const day = (date: number, hour = 10): string => `2026-11-${String(date).padStart(2, '0')}T${hour}:00:00.000Z`;
  const pay = (id: string, date: number, values = {}) => aPaymentRecord(id, { occurred_at: day(date), ...values });
  const payout = (id: string, date: number, amount: string, balance: string | null, values = {}) =>
    aPayoutRecord(id, { initiated_at: day(date, 12), amount, balance_after: balance, ...values });
  const linesOf = async (id: string) => {
    const rows = await app.db.query<{ line: string; net: string }>(
      `SELECT platform_line_id AS line, trim_scale(line.net_amount)::text AS net FROM payout_lines line
       JOIN payouts ON payouts.id = line.payout_id WHERE platform_payout_id = $1 AND payouts.payment_processor_id = $2 ORDER BY 1`,
      [id, processor.id],
    );
    return Object.fromEntries(rows.map(({ line, net }) => [line, net]));
  };
  const told = () =>
    until(
      'everything was heard',
      () =>
        app.db.count(
          'outbox',
          `user_id = $1 AND type IN ('payments.changed', 'payments.payouts_changed') AND dispatched_at IS NULL`,
          [processor.user_id],
        ),
      (left) => left === 0,
    );
  const sumsOf = async (id: string) =>
    app.db.one(
      `SELECT lines_complete, lines_count, trim_scale(lines_amount - amount)::text AS difference FROM payouts
       WHERE platform_payout_id = $1 AND payment_processor_id = $2`,
      [id, processor.id],
    );

  it.each(['transactions first', 'payouts first'])(
    'are what moved the balance between two payouts: %s',
    async (order) => {
      const parts = [
        { transactions: [pay('a', 1), pay('b', 2), pay('c', 5), aRefundRecord('r', 'a', { occurred_at: day(6) })] },
        { payouts: [payout('po_1', 3, '200.00', '77.68'), payout('po_2', 7, '173.22', '0.00')] },
      ];
      for (const part of order === 'transactions first' ? parts : parts.toReversed()) await write(part);
      await told();
      expect(await linesOf('po_1')).toEqual({ a: '138.84', b: '138.84', carried_forward: '-77.68' });
      expect(await linesOf('po_2')).toEqual({ brought_forward: '77.68', c: '138.84', r: '-43.3' });
      expect(await sumsOf('po_1')).toEqual({ lines_complete: true, lines_count: 3, difference: '0' });
      expect(await sumsOf('po_2')).toEqual({ lines_complete: true, lines_count: 3, difference: '0' });
      const paid = await app.db.query(
        `SELECT platform_transaction_id AS id, p.platform_payout_id AS payout FROM transactions t LEFT JOIN payouts p ON p.id = t.payout_id
       WHERE t.payment_processor_id = $1 ORDER BY 1`,
        [processor.id],
      );
      expect(paid.map(({ payout: name }) => name)).toEqual(['po_1', 'po_1', 'po_2', 'po_2']);
    },
  );

  it('show a difference where the books lack a transaction, and none once it came late', async () => {
    await write({
      transactions: [pay('a', 1)],
      payouts: [payout('po_1', 3, '277.68', '0.00'), payout('po_2', 9, '0.00', '0.00')],
    });
    await told();
    expect(await sumsOf('po_1')).toMatchObject({ difference: '-138.84' });
    await write({ transactions: [pay('late', 2)] });
    await told();
    expect(await sumsOf('po_1')).toMatchObject({ difference: '0', lines_count: 2 });
  });

  it('add up from the beginning where no balance is told, and again when something early comes late', async () => {
    const payouts = [payout('po_1', 3, '100.00', null), payout('po_2', 7, '177.68', null)];
    await write({ transactions: [pay('a', 1), pay('b', 5)], payouts });
    await told();
    expect(await linesOf('po_1')).toEqual({ a: '138.84', carried_forward: '-38.84' });
    expect(await linesOf('po_2')).toEqual({ brought_forward: '38.84', b: '138.84' });
    await write({
      transactions: [pay('late', 2, { settlement_amount: '10.00', fee_amount: '0.00', net_amount: '10.00' })],
    });
    await told();
    expect(await linesOf('po_2')).toMatchObject({ brought_forward: '48.84', carried_forward: '-10' });
  });

  it('keep currencies, pending and failed ones apart, and count a fee of the payout', async () => {
    await write({
      transactions: [
        pay('a', 1),
        pay('usd', 1, { settlement_currency: 'USD' }),
        pay('pending', 1, { status: 'pending' }),
        pay('odd', 2, {
          type: 'adjustment',
          is_classified: false,
          net_amount: '1.00',
          settlement_amount: '1.00',
          fee_amount: '0',
        }),
        pay('won', 2, { type: 'chargeback', net_amount: '5.00', settlement_amount: '5.00', fee_amount: '0' }),
      ],
      payouts: [
        payout('failed', 2, '138.84', '0.00', { status: 'failed' }),
        payout('po_1', 3, '143.84', '0.00', { fee_amount: '1.00' }),
      ],
    });
    await told();
    expect(await linesOf('failed')).toEqual({});
    expect(await linesOf('po_1')).toEqual({ a: '138.84', odd: '1', won: '5', payout_fee: '-1' });
    const categories = await app.db.query(
      'SELECT category FROM payout_lines WHERE payment_processor_id = $1 ORDER BY platform_line_id',
      [processor.id],
    );
    expect(categories.map(({ category }) => category)).toEqual([
      'payment',
      'unclassified',
      'fee',
      'chargeback_reversal',
    ]);
  });

  it('change nothing when they are derived again', async () => {
    await write({ transactions: [pay('a', 1)], payouts: [payout('po_1', 3, '138.84', '0.00')] });
    await told();
    const ids = await app.db.query<{ id: string }>('SELECT id FROM payouts WHERE payment_processor_id = $1', [
      processor.id,
    ]);
    const again = await app.nest
      .get(Database)
      .transaction(() =>
        app.nest
          .get(DerivedPayoutLines)
          .derive(
            { id: processor.id, user_id: processor.user_id },
            { transaction_ids: [], payout_ids: ids.map(({ id }) => id) },
          ),
      );
    expect(again).toEqual({ payout_ids: [], transaction_ids: [] });
  });
});
