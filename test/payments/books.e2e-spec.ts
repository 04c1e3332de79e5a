import { parse } from 'csv-parse/sync';
import { expectRefusal } from '../http/envelope.js';
import { page, walk } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { aPayout, aProcessor, aTransaction, type ProcessorRow } from '../support/payment-factories.js';

describe('the books', () => {
  let app: TestApp;
  let user: UserRow;
  let ada: HttpClient;
  let processor: ProcessorRow;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await aUser(app.db);
    ada = await as(app.http, user);
    processor = await aProcessor(app.db, { user_id: user.id });
  });

  const mine = (columns: Record<string, unknown> = {}): Promise<{ id: string }> =>
    aTransaction(app.db, { payment_processor_id: processor.id, ...columns });
  const ids = async (query: string): Promise<string[]> =>
    (await page(ada, `/api/v1/payment-processors/${processor.id}/transactions?${query}`)).items.map(({ id }) => id);

  describe('GET /payment-processors/:id/transactions', () => {
    it('gives amounts with their currency’s own digits and the merchant’s sign, and how they are reconciled', async () => {
      const yen = await mine({
        amount: '-1500',
        currency: 'JPY',
        type: 'refund',
        settlement_currency: 'JPY',
        settlement_amount: '-1500',
        fee_amount: '0',
        net_amount: '-1500',
      });
      await mine({
        amount: '1.5',
        currency: 'KWD',
        settlement_amount: '4.23',
        exchange_rate: '2.82',
        occurred_at: '2026-01-01T00:00:00Z',
        reconciliation_state: 'orphan',
        reconciliation_reason: 'no_order',
      });
      const { items } = await page(ada, `/api/v1/payment-processors/${processor.id}/transactions`);
      expect(items[0]).toMatchObject({
        id: yen.id,
        amount: '-1500',
        net_amount: '-1500',
        fee_amount: '0',
        reconciliation: null,
      });
      expect(items[1]).toMatchObject({
        amount: '1.500',
        settlement_amount: '4.23',
        settlement_currency: 'EUR',
        exchange_rate: '2.82',
        fee_amount: '4.46',
        occurred_at: '2026-01-01T00:00:00.000Z',
        reconciliation: { state: 'orphan', reason: 'no_order', order_id: null },
        processor: { id: processor.id, provider: 'stripe' },
      });
      expect(JSON.stringify(items)).not.toContain('gateway_response');
    });

    it('finds by each filter, and by several at once', async () => {
      const store = await aStore(app.db, { user_id: user.id });
      const order = await anOrder(app.db, { store_id: store.id });
      const payout = await aPayout(app.db, { payment_processor_id: processor.id });
      const wanted = await mine({
        type: 'refund',
        status: 'pending',
        currency: 'USD',
        amount: '-12.50',
        order_id: order.id,
        payout_id: payout.id,
        reconciliation_state: 'matched_auto',
        occurred_at: '2026-03-05T10:00:00Z',
        customer_email: 'Zoe@Example.com',
      });
      await mine();
      const filters = [
        'type=refund',
        'status=pending',
        'currency=USD',
        `order_id=${order.id}`,
        `payout_id=${payout.id}`,
        'reconciliation_state=matched_auto',
        'occurred_from=2026-03-05&occurred_to=2026-03-06',
        'amount_min=12.5&amount_max=12.50',
        'q=zoe@example',
      ];
      for (const filter of [...filters, filters.join('&')])
        expect(`${filter}: ${String(await ids(filter))}`).toBe(`${filter}: ${wanted.id}`);
      expect(await ids('type=refund&status=completed')).toEqual([]);
    });

    it('walks page by page without missing or doubling, both ways', async () => {
      const all: string[] = [];
      for (let n = 0; n < 7; n += 1)
        all.push((await mine({ occurred_at: `2026-02-0${1 + (n % 3)}T00:00:00.000123Z` })).id);
      const path = `/api/v1/payment-processors/${processor.id}/transactions?limit=2`;
      const down = (await walk(ada, `${path}&sort=-occurred_at`)).map(({ id }) => id);
      const up = (await walk(ada, `${path}&sort=occurred_at`)).map(({ id }) => id);
      expect([...down].sort()).toEqual([...all].sort());
      expect(up).toEqual([...down].reverse());
    });

    it.each([
      ['type=gift', 'type'],
      ['currency=EURO', 'currency'],
      ['amount_min=-5', 'amount_min'],
      ['occurred_from=yesterday', 'occurred_from'],
      ['q=ab', 'q'],
      ['colour=red', 'colour'],
    ])('answers 400 that names the field for ?%s', async (query, field) => {
      const answer = await ada.get(`/api/v1/payment-processors/${processor.id}/transactions?${query}`);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });

    it('goes on being readable when the processor is deleted, and is a 404 for anybody else', async () => {
      const kept = await mine();
      await app.db.query('UPDATE payment_processors SET deleted_at = now(), is_active = false WHERE id = $1', [
        processor.id,
      ]);
      expect(await ids('')).toEqual([kept.id]);
      const eve = await as(app.http, await aUser(app.db));
      for (const path of [
        `payment-processors/${processor.id}/transactions`,
        `payment-processors/${processor.id}/payouts`,
        `transactions/${kept.id}`,
      ])
        expectRefusal(await eve.get(`/api/v1/${path}`), 404, 'NOT_FOUND');
    });
  });

  it('GET /transactions goes over all processors, or the one that is named', async () => {
    const other = await aProcessor(app.db, { user_id: user.id, provider: 'square' });
    const [here, there] = [await mine(), await aTransaction(app.db, { payment_processor_id: other.id })];
    await aTransaction(app.db);
    const all = (await page(ada, '/api/v1/transactions')).items.map(({ id }) => id);
    expect(all.sort()).toEqual([here.id, there.id].sort());
    const some = (await page(ada, `/api/v1/transactions?processor_id=${other.id}`)).items.map(({ id }) => id);
    expect(some).toEqual([there.id]);
  });

  it('GET /transactions/:id has its fees, references, refunds and the provider’s record', async () => {
    const payment = await mine({
      fee_lines: JSON.stringify([{ type: 'stripe_fee', amount: '4.46', description: null }]),
      own_references: ['pi_1'],
      order_references: ['1043', '#1043, "quoted"'],
      gateway_response: JSON.stringify({ id: 'ch_x' }),
    });
    const refund = await mine({ type: 'refund', amount: '-43.30', parent_transaction_id: payment.id });
    const { body } = await ada.get(`/api/v1/transactions/${payment.id}`);
    expect(body.data).toMatchObject({
      fee_lines: [{ type: 'stripe_fee', amount: '4.46' }],
      own_references: ['pi_1'],
      order_references: ['1043', '#1043, "quoted"'],
      related: [{ id: refund.id, type: 'refund', amount: '-43.30' }],
      gateway_response: { id: 'ch_x' },
    });
    expectRefusal(await ada.get('/api/v1/transactions/not-an-id'), 400, 'VALIDATION_ERROR');
    expectRefusal(await ada.get(`/api/v1/transactions/${user.id}`), 404, 'NOT_FOUND');
  });

  describe('payouts', () => {
    const LINES = [
      { category: 'payment' },
      { category: 'refund', provider_type: 'refund', gross_amount: '-10', fee_amount: '0', net_amount: '-10' },
      { category: 'chargeback', provider_type: 'adjustment', gross_amount: '-20', fee_amount: '15', net_amount: '-35' },
      { category: 'fee', provider_type: 'stripe_fee', gross_amount: '-2.5', fee_amount: '0', net_amount: '-2.5' },
      { category: 'reserve', provider_type: 'reserve', gross_amount: '-1', fee_amount: '0', net_amount: '-1' },
    ];

    it('are explained: the parts of the summary are the net, and the net is the payout', async () => {
      const payout = await aPayout(app.db, { payment_processor_id: processor.id, amount: '90.34', lines: LINES });
      const { body } = await ada.get(`/api/v1/payouts/${payout.id}`);
      expect(body.data).toMatchObject({
        amount: '90.34',
        lines_amount: '90.34',
        difference: '0.00',
        transactions_count: 5,
        arrival_date: '2026-11-20',
        summary: {
          gross: '143.30',
          refunds: '-10.00',
          chargebacks: '-20.00',
          fees: '-21.96',
          adjustments: '-1.00',
          brought_forward: '0.00',
          carried_forward: '0.00',
          net: '90.34',
          unclassified_lines: 0,
        },
        lines: { page: { has_more: false } },
      });
      const { summary } = body.data;
      const cents = ['gross', 'refunds', 'chargebacks', 'fees', 'adjustments', 'brought_forward', 'carried_forward']
        .map((part) => Math.round(Number(summary[part]) * 100))
        .reduce((sum, part) => sum + part, 0);
      expect(cents).toBe(9034);
      expect(body.data.lines.items).toHaveLength(5);
      const lines = await walk(ada, `/api/v1/payouts/${payout.id}/lines?limit=2`);
      expect(lines.map(({ id }) => id)).toEqual(body.data.lines.items.map(({ id }: { id: string }) => id));
    });

    it('say what is missing: a difference, or null until all lines are known', async () => {
      const short = await aPayout(app.db, {
        payment_processor_id: processor.id,
        amount: '100',
        lines: [LINES[1] ?? {}],
      });
      const early = await aPayout(app.db, { payment_processor_id: processor.id, amount: '5', lines_complete: false });
      const shown = new Map((await page(ada, '/api/v1/payouts')).items.map((item) => [item.id, item.difference]));
      expect(shown.get(short.id)).toBe('110.00');
      expect(shown.get(early.id)).toBeNull();
    });

    it('are found by each filter', async () => {
      const wanted = await aPayout(app.db, {
        payment_processor_id: processor.id,
        status: 'failed',
        currency: 'USD',
        amount: '-7.25',
        arrival_date: '2026-05-05',
      });
      await aPayout(app.db, { payment_processor_id: processor.id });
      for (const filter of [
        'status=failed',
        'currency=USD',
        'amount_max=7.25',
        'arrival_to=2026-05-06',
        `q=${wanted.platform_payout_id}`,
        `processor_id=${processor.id}&status=failed`,
      ]) {
        const { items } = await page(ada, `/api/v1/payouts?${filter}`);
        expect(`${filter}: ${items.map(({ id }) => id).join()}`).toBe(`${filter}: ${wanted.id}`);
      }
      expectRefusal(await ada.get('/api/v1/payouts?arrival_from=2026-05-05T00:00:00Z'), 400, 'VALIDATION_ERROR');
    });

    it('and their lines are nobody else’s', async () => {
      const payout = await aPayout(app.db, { payment_processor_id: processor.id, lines: LINES });
      const eve = await as(app.http, await aUser(app.db));
      for (const path of ['', '/lines', '/export'])
        expectRefusal(await eve.get(`/api/v1/payouts/${payout.id}${path}`), 404, 'NOT_FOUND');
    });

    it('are exported with their lines, as the API shows them', async () => {
      const payout = await aPayout(app.db, {
        payment_processor_id: processor.id,
        platform_payout_id: 'po/1 x',
        amount: '90.34',
        lines: LINES,
      });
      const answer = await ada.get(`/api/v1/payouts/${payout.id}/export`);
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="payout-po_1_x.csv"');
      const rows: Record<string, string>[] = parse(answer.text, { columns: true, record_delimiter: '\r\n' });
      expect(rows.map(({ category, net_amount: net }) => `${category} ${net}`).sort()).toEqual(
        ['payment 138.84', 'refund -10.00', 'chargeback -35.00', 'fee -2.50', 'reserve -1.00'].sort(),
      );
      expect(new Set(rows.map((row) => row.payout_amount))).toEqual(new Set(['90.34']));
    });
  });

  it('GET /transactions/export gives what the filters leave, and no formula', async () => {
    const payout = await aPayout(app.db, { payment_processor_id: processor.id });
    const refund = await mine({ type: 'refund', amount: '-43.3', payout_id: payout.id, description: '=1+1' });
    await mine();
    const answer = await ada.get('/api/v1/transactions/export?type=refund');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows: Record<string, string>[] = parse(answer.text, { columns: true, record_delimiter: '\r\n' });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      transaction_id: refund.id,
      amount: '-43.30',
      platform_payout_id: payout.platform_payout_id,
      description: "'=1+1",
    });
    const sheet = await ada.get('/api/v1/transactions/export?format=xlsx');
    expect(sheet.headers.get('content-type')).toContain('spreadsheetml');
  });
});
