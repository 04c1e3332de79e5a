import { randomUUID } from 'node:crypto';
import { Database } from '../../src/common/database/database.js';
import { PaymentSink, type WrittenPage } from '../../src/modules/payments/payment-sink.js';
import type { ProviderPage, ProviderTransaction } from '../../src/modules/payments/providers/provider.records.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aProcessor, aTransaction, type ProcessorRow } from '../support/payment-factories.js';
import { aLineRecord, aPage, aPaymentRecord, aPayoutRecord, aRefundRecord } from './records.js';

describe('the sink of payments', () => {
  let app: TestApp;
  let processor: ProcessorRow;
  const noon = new Date('2026-11-22T12:00:00Z');
  const later = new Date('2026-11-22T13:00:00Z');

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    processor = await aProcessor(app.db);
  });

  const write = (page: Partial<ProviderPage>, at = noon): Promise<WrittenPage> =>
    app.nest.get(Database).transaction(() => app.nest.get(PaymentSink).write(processor, aPage(page), at, 'charges'));
  const rows = (table = 'transactions', order = 'platform_transaction_id') =>
    app.db.query(`SELECT * FROM ${table} WHERE payment_processor_id = $1 ORDER BY ${order}`, [processor.id]);
  const row = async (id: string) => (await rows()).find((found) => found.platform_transaction_id === id)!;
  const events = (type: string) =>
    app.db.query<{ payload: Record<string, string[]> }>(
      `SELECT payload FROM outbox WHERE type = $1 AND payload->>'processor_id' = $2 ORDER BY id`,
      [type, processor.id],
    );

  it('writes what is new, tells of it, and writes nothing the second time', async () => {
    const page = {
      transactions: [aPaymentRecord('ch_1'), aPaymentRecord('ch_2', { amount: '1500', currency: 'JPY' })],
    };
    expect(await write(page)).toEqual({ created: 2, updated: 0, unchanged: 0, bad: 0 });
    const [first, second] = await rows();
    expect(first).toMatchObject({
      user_id: processor.user_id,
      type: 'payment',
      amount: '143.3000',
      fee_amount: '4.4600',
      own_references: ['pi_ch_1'],
      order_references: ['#1001'],
      fee_lines: [{ type: 'stripe_fee', amount: '4.46', description: null }],
      observed_at: noon,
    });
    expect(second).toMatchObject({ amount: '1500.0000', currency: 'JPY' });
    expect(await write(page, later)).toEqual({ created: 0, updated: 0, unchanged: 2, bad: 0 });
    expect(await rows()).toEqual([first, second]);
    expect((await events('payments.changed')).map(({ payload }) => payload)).toEqual([
      { processor_id: processor.id, created: expect.arrayContaining([first!.id, second!.id]), updated: [] },
    ]);
  });

  it('lets the newer observation win, in whichever order they come', async () => {
    await write({ transactions: [aPaymentRecord('ch_1', { status: 'completed' })] }, later);
    expect(await write({ transactions: [aPaymentRecord('ch_1', { status: 'pending' })] }, noon)).toMatchObject({
      updated: 0,
      unchanged: 1,
    });
    expect(await row('ch_1')).toMatchObject({ status: 'completed', observed_at: later });
    const latest = new Date('2026-11-22T14:00:00Z');
    expect(await write({ transactions: [aPaymentRecord('ch_1', { status: 'failed' })] }, latest)).toMatchObject({
      updated: 1,
    });
    expect(await row('ch_1')).toMatchObject({ status: 'failed' });
  });

  it('keeps what another list of the provider told and this one leaves out', async () => {
    await write({ transactions: [aPaymentRecord('ch_1', { platform_payout_id: 'po_1' })] });
    const plain = aPaymentRecord('ch_1', {
      settlement_amount: null,
      settlement_currency: null,
      fee_amount: null,
      net_amount: null,
    });
    await write({ transactions: [{ ...plain, provider_status: 'disputed' }] }, later);
    expect(await row('ch_1')).toMatchObject({
      provider_status: 'disputed',
      platform_payout_id: 'po_1',
      fee_amount: '4.4600',
      net_amount: '138.8400',
    });
  });

  it.each(['payment first', 'refund first'])('ties a refund to its payment: %s', async (order) => {
    const parts = [{ transactions: [aPaymentRecord('ch_1')] }, { transactions: [aRefundRecord('re_1', 'ch_1')] }];
    for (const part of order === 'payment first' ? parts : parts.toReversed()) await write(part);
    expect((await row('re_1')).parent_transaction_id).toBe((await row('ch_1')).id);
    const told = (await events('payments.changed')).at(-1)!.payload;
    expect([...told.created!, ...told.updated!]).toContain((await row('re_1')).id);
  });

  it.each(['payout first', 'payment first'])('ties payments to the payout that they name: %s', async (order) => {
    const parts = [
      { payouts: [aPayoutRecord('po_1')] },
      { transactions: [aPaymentRecord('ch_1', { platform_payout_id: 'po_1' })] },
    ];
    for (const part of order === 'payout first' ? parts : parts.toReversed()) await write(part);
    const [payout] = await rows('payouts', 'id');
    expect((await row('ch_1')).payout_id).toBe(payout!.id);
  });

  it.each(['lines first', 'payment first'])(
    'ties lines to transactions, and these to the payout: %s',
    async (order) => {
      const parts = [
        {
          payouts: [aPayoutRecord('po_1')],
          payout_lines: [
            aLineRecord('po_1', 'txn_1', { platform_transaction_id: 'ch_1' }),
            aLineRecord('po_1', 'txn_2'),
          ],
          complete_payouts: ['po_1'],
        },
        { transactions: [aPaymentRecord('ch_1')] },
      ];
      for (const part of order === 'lines first' ? parts : parts.toReversed()) await write(part);
      const [payout] = await rows('payouts', 'id');
      const payment = await row('ch_1');
      expect(payout).toMatchObject({ lines_complete: true, lines_count: 2, lines_amount: '277.6800' });
      expect(payment.payout_id).toBe(payout!.id);
      expect((await rows('payout_lines', 'platform_line_id')).map((line) => line.transaction_id)).toEqual([
        payment.id,
        null,
      ]);
      expect((await events('payments.payouts_changed')).at(-1)!.payload.payout_ids).toEqual([payout!.id]);
    },
  );

  it('adds up what comes page by page, and a line that changes counts once', async () => {
    await write({ payouts: [aPayoutRecord('po_1')], payout_lines: [aLineRecord('po_1', 'txn_1')] });
    expect((await rows('payouts', 'id'))[0]).toMatchObject({ lines_complete: false, lines_count: 1 });
    const changed = aLineRecord('po_1', 'txn_1', { gross_amount: '0.00', fee_amount: '0.00', net_amount: '0.00' });
    await write({ payout_lines: [changed, aLineRecord('po_1', 'txn_2')], complete_payouts: ['po_1'] }, later);
    expect((await rows('payouts', 'id'))[0]).toMatchObject({
      lines_complete: true,
      lines_count: 2,
      lines_amount: '138.8400',
    });
  });

  it('a failed payout gives way to the one that paid at last', async () => {
    await write({
      transactions: [aPaymentRecord('ch_1')],
      payouts: [aPayoutRecord('po_1')],
      payout_lines: [aLineRecord('po_1', 'txn_1', { platform_transaction_id: 'ch_1' })],
    });
    await write({ payouts: [aPayoutRecord('po_1', { status: 'failed' })] }, later);
    await write({
      payouts: [aPayoutRecord('po_2')],
      payout_lines: [aLineRecord('po_2', 'txn_1', { platform_transaction_id: 'ch_1' })],
    });
    const payouts = await rows('payouts', 'platform_payout_id');
    expect((await row('ch_1')).payout_id).toBe(payouts[1]!.id);
  });

  describe('a refund that was asked for here', () => {
    const request = randomUUID();
    const asked = async (columns = {}) =>
      aTransaction(app.db, {
        payment_processor_id: processor.id,
        platform_transaction_id: null,
        refund_request_id: randomUUID(),
        type: 'refund',
        status: 'pending',
        amount: '-43.30',
        observed_at: null,
        ...columns,
      });

    it('has its row filled by the record that says so, and no second one made', async () => {
      const own = await asked({ refund_request_id: request });
      const record = aRefundRecord('re_1', 'ch_1', { refund_request_id: request });
      expect(await write({ transactions: [record] })).toMatchObject({ created: 0, updated: 1 });
      expect(await rows()).toMatchObject([{ id: own.id, platform_transaction_id: 're_1', status: 'completed' }]);
    });

    it('takes the place of the row that a list without the request brought first', async () => {
      await write({
        transactions: [aRefundRecord('re_1', 'ch_1')],
        payouts: [aPayoutRecord('po_1')],
        payout_lines: [aLineRecord('po_1', 'txn_9', { platform_transaction_id: 're_1' })],
      });
      const own = await asked();
      await write({
        transactions: [aRefundRecord('re_1', 'ch_1', { refund_request_id: String(own.refund_request_id) })],
      });
      expect(await rows()).toMatchObject([{ id: own.id, platform_transaction_id: 're_1' }]);
      expect(await rows('payout_lines', 'id')).toMatchObject([{ transaction_id: own.id }]);
    });

    it('is never filled by the record of another processor', async () => {
      const elsewhere = await aProcessor(app.db);
      const own = await asked({ payment_processor_id: elsewhere.id });
      await write({
        transactions: [aRefundRecord('re_1', 'ch_1', { refund_request_id: String(own.refund_request_id) })],
      });
      expect(await rows()).toMatchObject([{ platform_transaction_id: 're_1', refund_request_id: null }]);
      expect(await app.db.count('transactions', 'id = $1 AND platform_transaction_id IS NULL', [own.id])).toBe(1);
    });
  });

  it.each<[string, Partial<ProviderTransaction>, RegExp]>([
    ['an amount finer than can be kept', { amount: '1.23456' }, /finer/],
    ['an amount larger than can be kept', { net_amount: '1000000000000000.00' }, /larger/],
    ['an amount that is none', { amount: 'ten' }, /not an amount/],
    ['a currency that is none', { currency: 'EURO' }, /not a currency/],
    ['a settlement without a currency', { settlement_currency: null }, /currency of settlement/],
    ['a time that is none', { occurred_at: 'yesterday' }, /not a time/],
    ['a time far ahead', { occurred_at: '2031-01-01T00:00:00.000Z' }, /can have been/],
    ['a time long before', { occurred_at: '0001-01-01T00:00:00.000Z' }, /can have been/],
    ['a type of its own', { type: 'gift' as 'payment' }, /its type/],
    ['no id', { platform_transaction_id: '' }, /not an id/],
    ['a shape that it must not have', { fee_lines: null as unknown as [] }, /cannot be read/],
  ])('sets a record apart that has %s, and takes in those beside it', async (_what, values, reason) => {
    const page = { transactions: [aPaymentRecord('ch_1'), aPaymentRecord('ch_2', values), aPaymentRecord('ch_3')] };
    expect(await write(page)).toMatchObject({ created: 2, bad: 1 });
    const bad = await rows('payment_bad_records', 'seen_at');
    expect(bad).toMatchObject([{ resource: 'charges', reason: expect.stringMatching(reason) as string }]);
    await write({ transactions: [aPaymentRecord('ch_2')] });
    expect(await rows('payment_bad_records', 'seen_at')).toHaveLength(values.platform_transaction_id === '' ? 1 : 0);
  });

  it('what only the tables refuse fails alone as well', async () => {
    const odd = aPaymentRecord('ch_2', { occurred_at: '2026-02-30T10:00:00.000Z' });
    const page = { transactions: [aPaymentRecord('ch_1'), odd, aPaymentRecord('ch_3')] };
    expect(await write(page)).toMatchObject({ created: 2, bad: 1 });
    expect(await rows('payment_bad_records', 'seen_at')).toMatchObject([
      { platform_id: 'ch_2', reason: expect.stringContaining('cannot be stored') as string },
    ]);
  });

  it('keeps a line whose payout is not known apart', async () => {
    expect(await write({ payout_lines: [aLineRecord('po_9', 'txn_1')] })).toMatchObject({ bad: 1 });
    expect(await rows('payment_bad_records', 'seen_at')).toMatchObject([
      { platform_id: 'po_9:txn_1', reason: expect.stringContaining('po_9') as string },
    ]);
  });

  it('keeps no card number, key or account number, wherever it stood', async () => {
    const card = '4242424242424242';
    await write({
      transactions: [
        aPaymentRecord('ch_1', {
          description: `card ${card}`,
          customer_name: card,
          order_references: [card, '5634123456782'],
          gateway_response: {
            source: { number: card, cvc: '123', last4: '4242' },
            client_secret: 'pi_1_secret_2',
            note: card,
          },
        }),
      ],
      payouts: [
        aPayoutRecord('po_1', { gateway_response: { bank: { iban: 'DE89370400440532013000', last4: '3000' } } }),
      ],
      bad: [{ platform_id: 'ch_9', reason: `cannot read ${card}`, raw: { pan: card, at: [`4242 4242 4242 4242`] } }],
    });
    const everything = JSON.stringify([
      await rows(),
      await rows('payouts', 'id'),
      await rows('payment_bad_records', 'id'),
    ]);
    expect(everything).not.toMatch(/4242 ?4242|DE8937|_secret_/);
    expect(await row('ch_1')).toMatchObject({
      order_references: ['[redacted]', '5634123456782'],
      gateway_response: { source: { number: '[redacted]', last4: '4242' } },
    });
  });
});
