import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import type { HttpClient } from '../support/http.js';
import { aPayout } from '../support/payment-factories.js';
import { DAY, LONG_AGO, World } from './reconciliation-world.js';

const later = (ms: number): Date => new Date(LONG_AGO.getTime() + ms);

describe('what reconciliation answers', () => {
  let app: TestApp;
  let world: World;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  beforeEach(async () => {
    world = await World.make(app);
    http = await as(app.http, world.user);
  });
  afterAll(() => app.close());

  const exceptions = async (query = ''): Promise<Record<string, unknown>[]> =>
    (await http.get(`/api/v1/reconciliation/exceptions${query}`)).body.data.items as Record<string, unknown>[];

  /** One of each trouble, beside what is in order. */
  async function troubles(): Promise<Record<string, string>> {
    await world.order({ payment_reference: 'ch_fine' });
    await world.payment({ platform_transaction_id: 'ch_fine' });
    const missing = await world.order();
    const under = await world.order({ payment_reference: 'ch_under' });
    await world.payment({ platform_transaction_id: 'ch_under', amount: '140.00' });
    const over = await world.order({ payment_reference: 'ch_over' });
    await world.payment({ platform_transaction_id: 'ch_over', amount: '150.00' });
    const other = await world.order({ payment_reference: 'ch_other' });
    await world.payment({ platform_transaction_id: 'ch_other', currency: 'USD', amount: '160.00' });
    await world.order({ payment_reference: 'ch_twice' });
    const first = await aPayout(app.db, {
      payment_processor_id: world.processor.id,
      initiated_at: later(2 * DAY),
      lines: [{}],
    });
    const wrong = await aPayout(app.db, {
      payment_processor_id: world.processor.id,
      initiated_at: later(9 * DAY),
      amount: '100.00',
      lines: [{}],
    });
    const paid = await world.payment({ platform_transaction_id: 'ch_twice', payout_id: first.id });
    const twice = await world.payment({ own_references: ['ch_twice'], occurred_at: later(1000) });
    const refund = await world.refund(paid, { payout_id: wrong.id, occurred_at: later(DAY) });
    const orphan = await world.payment({ amount: '7.77' });
    const strange = await aPayout(app.db, {
      payment_processor_id: world.processor.id,
      initiated_at: later(10 * DAY),
      lines: [{ category: 'unclassified' }],
    });
    await world.pass();
    return {
      missing: missing.id,
      under_amount: under.id,
      over_amount: over.id,
      currency_mismatch: other.id,
      duplicate: twice.id,
      matched_auto: refund.id,
      orphan: orphan.id,
      difference: wrong.id,
      unclassified: strange.id,
    };
  }

  describe('GET reconciliation/exceptions', () => {
    it('lists every trouble with its reason, and nothing else', async () => {
      const ids = await troubles();
      const items = await exceptions();
      expect(Object.fromEntries(items.map((item) => [item.state, item.id]))).toEqual(ids);
      expect(items).toHaveLength(9);
      expect(items.find((item) => item.state === 'under_amount')).toMatchObject({
        subject_type: 'order',
        reason: 'paid_less',
        message: 'Less was paid than the order comes to.',
        expected_amount: '143.30',
        amount: '140.00',
        difference: '-3.30',
        currency: 'EUR',
        store: { id: world.store.id },
        processor: { id: world.processor.id },
      });
      expect(items.find((item) => item.state === 'currency_mismatch')).toMatchObject({
        amount: '160.00',
        amount_currency: 'USD',
        difference: null,
      });
      expect(items.find((item) => item.id === ids.matched_auto)).toMatchObject({
        subject_type: 'refund',
        reason: 'refund_in_later_payout',
      });
      expect(items.find((item) => item.id === ids.difference)).toMatchObject({
        subject_type: 'payout',
        reason: 'lines_do_not_sum_up',
        difference: '38.84',
      });
      expect(items.find((item) => item.id === ids.unclassified)).toMatchObject({ reason: 'unclassified_lines' });
    });

    it('goes page by page, by filters, and never to another user’s', async () => {
      const ids = await troubles();
      const first = (await http.get('/api/v1/reconciliation/exceptions?limit=5&include_total=true')).body.data;
      expect(first.page).toMatchObject({ has_more: true, total: 9 });
      const rest = await exceptions(`?limit=5&cursor=${encodeURIComponent(String(first.page.next_cursor))}`);
      const all = [...(first.items as Record<string, unknown>[]), ...rest].map(({ id }) => id);
      expect([...all].sort()).toEqual(Object.values(ids).sort());
      expect((await exceptions('?subject_type=payout')).length).toBe(2);
      expect((await exceptions('?state=orphan')).map(({ id }) => id)).toEqual([ids.orphan]);
      expect((await exceptions('?reason=paid_more')).map(({ id }) => id)).toEqual([ids.over_amount]);
      expect((await exceptions(`?store_id=${world.store.id}`)).length).toBe(6);
      expect((await exceptions(`?processor_id=${world.processor.id}`)).length).toBe(8);
      const stranger = await as(app.http, (await World.make(app)).user);
      expect((await stranger.get('/api/v1/reconciliation/exceptions')).body.data.items).toEqual([]);
      expectRefusal(await http.get('/api/v1/reconciliation/exceptions?state=fine'), 400, 'VALIDATION_ERROR');
    });

    it('leaves out what was accepted, until its facts are others', async () => {
      const ids = await troubles();
      const accept = (id: string) => http.post(`/api/v1/reconciliation/exceptions/${id}/accept`, { note: 'Agreed' });
      expect((await accept(ids.under_amount ?? '')).status).toBe(200);
      expect((await accept(ids.orphan ?? '')).status).toBe(200);
      await world.pass();
      expect((await exceptions()).map(({ state }) => state)).not.toEqual(expect.arrayContaining(['under_amount']));
      expect((await exceptions('?accepted=true')).map(({ id }) => id).sort()).toEqual(
        [ids.under_amount, ids.orphan].sort(),
      );
      await app.db.query(
        `UPDATE transactions SET amount = '139.00' WHERE platform_transaction_id = 'ch_under' AND user_id = $1`,
        [world.user.id],
      );
      await world.pass();
      expect((await exceptions('?state=under_amount')).map(({ id }) => id)).toEqual([ids.under_amount]);
      expectRefusal(await accept(world.store.id), 404, 'NOT_FOUND');
      const stranger = await as(app.http, (await World.make(app)).user);
      const theirs = await stranger.post(`/api/v1/reconciliation/exceptions/${ids.missing ?? ''}/accept`, {
        note: 'Mine',
      });
      expectRefusal(theirs, 404, 'NOT_FOUND');
      expect(
        await app.db.count('audit_log', `action = 'reconciliation.exception_accepted' AND user_id = $1`, [
          world.user.id,
        ]),
      ).toBe(2);
    });
  });

  describe('GET reconciliation', () => {
    it('counts and sums by state, store, processor and period', async () => {
      await troubles();
      const { data } = (await http.get('/api/v1/reconciliation')).body;
      expect(data.as_of).toMatch(/Z$/);
      expect(data.is_current).toBe(true);
      const sums = Object.fromEntries((data.orders.by_state as { state: string }[]).map((sum) => [sum.state, sum]));
      expect(sums.matched_auto).toEqual({
        state: 'matched_auto',
        currency: 'EUR',
        count: 2,
        expected_amount: '286.60',
        paid_amount: '286.60',
        refunded_amount: '20.00',
        difference: '0.00',
      });
      expect(sums.under_amount).toMatchObject({ count: 1, difference: '-3.30' });
      expect(sums.currency_mismatch).toMatchObject({ paid_amount: '0.00' });
      expect(data.orders.by_store.every(({ store }: { store: { id: string } }) => store.id === world.store.id)).toBe(
        true,
      );
      expect(data.orders.by_processor.at(-1)).toMatchObject({ processor: null, state: 'missing', count: 1 });
      expect(data.orders.by_period[0].period).toMatch(/^\d{4}-\d{2}-01$/);
      expect(data.transactions.by_state).toContainEqual({
        type: 'payment',
        state: 'orphan',
        currency: 'EUR',
        count: 1,
        amount: '7.77',
      });
      expect(data.exceptions).toMatchObject({ count: 9 });
    });

    it('takes a time, a store and a processor', async () => {
      await troubles();
      const of = async (
        query: string,
      ): Promise<{ orders: { by_state: { count: number }[] }; exceptions: { count: number } }> =>
        (await http.get(`/api/v1/reconciliation?${query}`)).body.data as never;
      const count = (sums: { count: number }[]): number => sums.reduce((sum, one) => sum + one.count, 0);
      expect(count((await of(`store_id=${world.store.id}`)).orders.by_state)).toBe(6);
      expect(count((await of(`processor_id=${world.processor.id}`)).orders.by_state)).toBe(5);
      expect(count((await of(`store_id=${world.user.id}`)).orders.by_state)).toBe(0);
      expect(
        count(
          (await of(`from=${later(-DAY).toISOString()}&to=${later(DAY).toISOString()}&period=day`)).orders.by_state,
        ),
      ).toBe(6);
      expect(await of(`from=${later(DAY).toISOString()}`)).toMatchObject({ orders: { by_state: [] } });
      for (const query of ['from=soon', 'period=year', 'store_id=x', 'unknown=1']) {
        expectRefusal(await http.get(`/api/v1/reconciliation?${query}`), 400, 'VALIDATION_ERROR');
      }
    });

    it('is empty for somebody without money', async () => {
      const { data } = (await http.get('/api/v1/reconciliation')).body;
      expect(data).toMatchObject({
        as_of: null,
        is_current: false,
        orders: { by_state: [] },
        exceptions: { count: 0, by_state: [] },
      });
    });
  });

  describe('GET orders/:id', () => {
    it('shows what became of its money, with its transactions', async () => {
      const order = await world.order({ payment_reference: 'ch_shown' });
      const before = (await http.get(`/api/v1/orders/${order.id}`)).body.data;
      expect(before.payment).toBeNull();
      const payment = await world.payment({ platform_transaction_id: 'ch_shown' });
      await world.pass();
      const { data } = (await http.get(`/api/v1/orders/${order.id}`)).body;
      expect(data.payment).toMatchObject({
        state: 'matched_auto',
        reason: null,
        paid_amount: '143.30',
        fee_amount: '4.46',
        net_amount: '138.84',
        fee_currency: 'EUR',
        transactions: [{ id: payment.id, type: 'payment', amount: '143.30', state: 'matched_auto' }],
      });
    });
  });
});
