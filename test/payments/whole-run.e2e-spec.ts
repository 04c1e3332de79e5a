import type { PlantedTrouble } from '../../sandbox/core/ledger.types.js';
import { add, isZero, subtract, sum } from '../../src/common/money/money.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectStatus, jobSucceeded, syncNow } from '../stores/shops.js';
import { connectAll, everything, plantedIn, reconciled, SERVICES, type WholeRun } from './whole-run.js';

interface PayoutView {
  id: string;
  processor: { provider: string };
  amount: string;
  status: string;
  lines_complete: boolean;
  lines_amount: string | null;
  difference: string | null;
  transactions_count: number;
}

interface LineView {
  category: string;
  net_amount: string;
  transaction_id: string | null;
  platform_transaction_id: string | null;
}

interface Exception {
  subject_type: string;
  state: string;
  reason: string;
  order: { id: string } | null;
  transaction: { platform_transaction_id: string } | null;
  store: { platform: string } | null;
  processor: { provider: string } | null;
}

/** Which exception each trouble must come out as. */
const VERDICTS: Record<PlantedTrouble['kind'], string> = {
  missing_payment: 'order missing no_payment_found',
  double_payment: 'transaction duplicate order_paid_already',
  wrong_amount_under: 'order under_amount paid_less',
  wrong_amount_over: 'order over_amount paid_more',
  other_currency: 'order currency_mismatch other_currency',
  refund_in_later_payout: 'refund matched_auto refund_in_later_payout',
  orphan_payment: 'transaction orphan no_order_found',
};

let app: TestApp;
let http: HttpClient;
let userId: string;
let run: WholeRun;
let planted: PlantedTrouble[];

beforeAll(async () => {
  app = await startTestApp({
    sandbox: { orders: 60, products: 15, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
  });
  const user = await aUser(app.db);
  userId = user.id;
  http = await as(app.http, user);
  run = await connectAll(http, app.sandbox);
  planted = await plantedIn(app.sandbox);
}, 180_000);

afterAll(() => app.close());

const count = async (sql: string, values: unknown[] = [userId]): Promise<number> =>
  (await app.db.one<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, values)).count;

describe('three shops and three payment services', () => {
  it('are read whole: nothing was put aside as bad', async () => {
    expect(await count('orders WHERE user_id = $1')).toBe(180);
    expect(await count('payment_bad_records', [])).toBe(0);
    for (const id of run.processors.values()) {
      expect(await count(`transactions WHERE payment_processor_id = $1 AND type = 'payment'`, [id])).toBeGreaterThan(
        30,
      );
      expect(await count('payouts WHERE payment_processor_id = $1', [id])).toBeGreaterThan(5);
    }
  });

  it('explain each payout line by line, to the cent, every line of a known kind', async () => {
    const payouts = await everything<PayoutView>(http, '/api/v1/payouts');
    expect(new Set(payouts.map(({ processor }) => processor.provider))).toEqual(new Set(SERVICES));
    expect(payouts.length).toBe(await count('payouts WHERE user_id = $1'));
    expect(payouts.filter((one) => !one.lines_complete)).toEqual([]);
    for (const payout of payouts) {
      expect(payout).toMatchObject({ lines_complete: true, lines_amount: payout.amount });
      expect(isZero(payout.difference ?? '1')).toBe(true);
      const lines = await everything<LineView>(http, `/api/v1/payouts/${payout.id}/lines`);
      expect(lines.length).toBeGreaterThan(0);
      expect(isZero(subtract(sum(lines.map((line) => line.net_amount)), payout.amount))).toBe(true);
      expect(lines.filter(({ category }) => category === 'unclassified')).toEqual([]);
      // Each line that names a transaction leads to it.
      expect(lines.filter((line) => line.platform_transaction_id !== null && line.transaction_id === null)).toEqual([]);
    }
    expect(await count('transactions WHERE user_id = $1 AND NOT is_classified')).toBe(0);
  });

  it('make an exception of each trouble that was planted, with its reason, and of nothing else', async () => {
    const exceptions = await everything<Exception>(http, '/api/v1/reconciliation/exceptions');
    const ids = await orderIds();
    const expected = planted.map(({ kind, gateway, platform, order_id, ids: own }) => {
      const about = VERDICTS[kind].startsWith('order') ? ids.get(`${platform} ${order_id}`) : own.at(-1);
      return `${VERDICTS[kind]} ${gateway} ${String(about)}`;
    });
    const found = exceptions.map(({ subject_type, state, reason, order, transaction, processor }) => {
      const about = subject_type === 'order' ? order?.id : transaction?.platform_transaction_id;
      const at =
        processor?.provider ??
        planted.find(({ platform, order_id }) => ids.get(`${platform} ${order_id}`) === about)?.gateway;
      return `${subject_type} ${state} ${reason} ${String(at)} ${String(about)}`;
    });
    expect(found.sort()).toEqual(expected.sort());
    expect(new Set(planted.map(({ kind }) => kind)).size).toBe(Object.keys(VERDICTS).length);
  });

  it('tie each order to its money, or say why there is none', async () => {
    const rows = await app.db.query<{ state: string; reason: string | null }>(
      'SELECT p.state, p.reason FROM orders o JOIN order_payments p ON p.order_id = o.id WHERE o.user_id = $1',
      [userId],
    );
    expect(rows).toHaveLength(180);
    const troubled = planted.filter(({ kind }) => VERDICTS[kind].startsWith('order')).length;
    const matched = rows.filter(({ state }) => state.startsWith('matched'));
    expect(matched.length).toBeGreaterThan(80);
    const others = rows.filter(({ state }) => !state.startsWith('matched'));
    const open = others.filter(({ state, reason }) => state !== 'void' && reason !== 'partly_paid');
    expect(open).toHaveLength(troubled);
    for (const { reason } of others.filter(({ state }) => state === 'void')) {
      expect(['nothing_to_pay', 'paid_elsewhere', 'not_paid', 'cancelled_unpaid']).toContain(reason);
    }
    const methods = await app.db.query<{ method: string }>(
      `SELECT DISTINCT match_method AS method FROM transactions WHERE user_id = $1 AND type = 'payment' AND order_id IS NOT NULL`,
      [userId],
    );
    // By the reference of either side, by what the plug-in told, and by sum and buyer where nobody told anything.
    expect(methods.map(({ method }) => method).sort()).toEqual(expect.arrayContaining(['reference', 'score']));
  });

  it('know what each order cost, from the services’ own lines', async () => {
    const rows = await app.db.query<{ fee: string; net: string; own: string; own_net: string }>(
      `SELECT p.fee_amount AS fee, p.net_amount AS net, sum(t.fee_amount) AS own, sum(t.net_amount) AS own_net
       FROM order_payments p JOIN transactions t ON t.order_id = p.order_id AND t.status = 'completed'
       WHERE p.user_id = $1 AND p.state = 'matched_auto'
       GROUP BY p.order_id, p.fee_amount, p.net_amount HAVING count(DISTINCT t.settlement_currency) = 1`,
      [userId],
    );
    expect(rows.length).toBeGreaterThan(60);
    for (const { fee, net, own, own_net } of rows) {
      expect(isZero(subtract(fee, own))).toBe(true);
      expect(isZero(subtract(net, own_net))).toBe(true);
    }
    expect(isZero(rows.reduce((total, { fee }) => add(total, fee), '0'))).toBe(false);
  });

  it('come out the same when everything is read again', async () => {
    const facts = `SELECT md5(string_agg(t::text, ',' ORDER BY t.id)) AS sum FROM (
      SELECT id, amount, status, order_id, payout_id, reconciliation_state, reconciliation_reason, updated_at FROM transactions
      WHERE user_id = $1) t`;
    const [before] = await app.db.query<{ sum: string }>(facts, [userId]);
    await readAgain('full');
    const [after] = await app.db.query<{ sum: string }>(facts, [userId]);
    expect(after).toEqual(before);
  });

  it('learn of new orders and of their payments, and bring them together', async () => {
    const placed: string[] = [];
    for (let i = 0; i < 8; i++) {
      const { order_id: id } = await app.sandbox.event('woocommerce', 'order_placed');
      placed.push(String(id));
    }
    await syncNow(http, run.stores.get('woocommerce') ?? '', { resources: ['orders'] });
    await readAgain('incremental');
    const rows = await app.db.query<{ state: string; reason: string | null; gateway: string }>(
      `SELECT p.state, p.reason, o.payment_gateway AS gateway FROM orders o JOIN order_payments p ON p.order_id = o.id
       WHERE o.store_id = $1 AND o.platform_order_id = ANY($2)`,
      [run.stores.get('woocommerce'), placed],
    );
    expect(rows).toHaveLength(placed.length);
    // PayPal shows what happened only hours later: until then it is expected, and no exception.
    const isLate = ({ gateway, reason }: (typeof rows)[number]): boolean =>
      /paypal|ppcp/.test(gateway) && reason === 'not_seen_yet';
    const seen = rows.filter((row) => row.reason !== 'paid_elsewhere' && !isLate(row));
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['matched_auto']));
    expect(await everything<Exception>(http, '/api/v1/reconciliation/exceptions')).toHaveLength(planted.length);
  });
});

async function readAgain(mode: 'full' | 'incremental'): Promise<void> {
  const jobs: string[] = [];
  for (const id of run.processors.values()) {
    const answer = await http.post(`/api/v1/payment-processors/${id}/sync`, { mode });
    jobs.push(expectStatus(answer, 202).body.data.job.id as string);
  }
  for (const id of jobs) await jobSucceeded(http, id, 60_000);
  await reconciled(http);
}

async function orderIds(): Promise<Map<string, string>> {
  const rows = await app.db.query<{ id: string; platform: string; platform_order_id: string }>(
    `SELECT o.id, s.platform, o.platform_order_id FROM orders o JOIN stores s ON s.id = o.store_id WHERE o.user_id = $1`,
    [userId],
  );
  return new Map(rows.map((row) => [`${row.platform} ${row.platform_order_id}`, row.id]));
}
