import { sum } from '../../../src/common/money/money.js';
import type { Json } from '../../../src/common/json.js';
import type { ProviderPage } from '../../../src/modules/payments/providers/provider.records.js';
import { idsOf, SquareRig, TOKENS } from './square-rig.js';

const MOVEMENTS = ['payments', 'refunds', 'disputes'] as const;

describe('Square, read', () => {
  let rig: SquareRig;
  beforeAll(async () => {
    rig = await SquareRig.start(120);
    // Whatever the seed's shops did: a dispute that was lost, and one that was won, are paid out.
    const happen = (type: string, payload: Record<string, unknown>): Promise<Record<string, unknown>> =>
      rig.sandbox.event('square', type, payload);
    await happen('payment_succeeded', { amount: 9_999_999, currency: 'USD' });
    for (const end of ['dispute_lost', 'dispute_won']) {
      const { payment_id } = await happen('payment_succeeded', { amount: 2500, currency: 'USD' });
      const { dispute_id } = await happen('dispute_created', { payment_id });
      await happen(end, { dispute_id });
    }
    await happen('payout_paid', { currency: 'USD' });
  });
  afterAll(() => rig.close());
  afterEach(() => rig.sandbox.clearFaults());

  it.each(MOVEMENTS)('has every one of the %s, of every location, none twice, none bad', async (resource) => {
    const pages = await rig.read(resource);
    const ids = idsOf(pages);
    const state = (await rig.sandbox.state()).square ?? {};
    expect(pages.flatMap((page) => page.bad)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(state[resource]);
    expect(ids.length).toBeGreaterThan(0);
    expect(pages.flatMap((page) => page.transactions).filter((row) => !row.is_classified)).toEqual([]);
  });

  it('has payments to the cent of what the books hold, per currency', async () => {
    const rows = (await rig.read('payments')).flatMap((page) => page.transactions);
    const { body } = await rig.sandbox.http.request('GET', '/_sandbox/state?detail=true', {});
    const totals = (body as { square: { shops: { totals: Record<string, string> }[] } }).square.shops[0]?.totals ?? {};
    expect(Object.keys(totals).length).toBeGreaterThan(1);
    for (const [currency, total] of Object.entries(totals)) {
      expect(sum(rows.filter((row) => row.currency === currency).map((row) => row.amount))).toBe(total);
    }
  });

  it('explains every payout line by line: each sums to what was paid out, each line is of a row that was read', async () => {
    const pages = await rig.read('payouts');
    const payouts = pages.flatMap((page) => page.payouts);
    const lines = pages.flatMap((page) => page.payout_lines);
    const rows = new Set([
      ...idsOf(pages),
      ...(await Promise.all(MOVEMENTS.map(async (one) => idsOf(await rig.read(one))))).flat(),
    ]);
    expect(payouts.length).toBe((await rig.sandbox.state()).square?.payouts);
    expect(new Set(payouts.map((payout) => payout.platform_payout_id)).size).toBe(payouts.length);
    expect(pages.flatMap((page) => page.complete_payouts).sort()).toEqual(
      payouts.map((one) => one.platform_payout_id).sort(),
    );
    for (const payout of payouts) {
      const own = lines.filter((line) => line.platform_payout_id === payout.platform_payout_id);
      expect([payout.platform_payout_id, sum(own.map((line) => line.net_amount))]).toEqual([
        payout.platform_payout_id,
        payout.amount,
      ]);
    }
    expect(lines.filter((line) => !rows.has(line.platform_transaction_id ?? ''))).toEqual([]);
    expect(new Set(lines.map((line) => line.category))).toEqual(
      new Set(['payment', 'refund', 'chargeback', 'chargeback_reversal', 'fee', 'adjustment']),
    );
  });

  it('tells the account’s own fees, corrections and won disputes as movements with the entry’s id', async () => {
    const rows = (await rig.read('payouts')).flatMap((page) => page.transactions);
    expect(rows.filter((row) => row.type === 'fee').every((row) => row.amount.startsWith('-'))).toBe(true);
    const won = rows.filter((row) => row.type === 'chargeback').at(-1);
    const dispute = await rig.find(
      'disputes',
      (row) => row.provider_status === 'WON' && row.parent_platform_id === won?.parent_platform_id,
    );
    expect(won).toMatchObject({ status: 'completed', amount: '25.00' });
    expect(dispute).toMatchObject({ status: 'completed', amount: '-25.00' });
  });

  it.each([...MOVEMENTS, 'payouts'])('goes on with the %s behind any page, in another process', async (resource) => {
    const known = (pages: ProviderPage[]): string[] => [
      ...idsOf(pages),
      ...pages.flatMap((page) => page.payout_lines.map((line) => line.platform_line_id)),
      ...pages.flatMap((page) => page.complete_payouts),
    ];
    const whole = await rig.read(resource);
    const all = new Set(known(whole));
    const stops = whole.filter((_page, index) => index % Math.ceil(whole.length / 6) === 0);
    for (const stop of stops) {
      const before = whole.slice(0, whole.indexOf(stop) + 1);
      const rest = await rig.read(resource, { cursor: JSON.parse(JSON.stringify(stop.cursor)) as Json });
      expect(new Set([...known(before), ...known(rest)])).toEqual(all);
    }
  });

  it('begins a list anew at the newest record read when Square has forgotten the place in it', async () => {
    const whole = await rig.read('refunds');
    const newest = whole.flatMap((page) => page.transactions).at(3)?.occurred_at ?? '';
    const cursor = {
      phase: 'list',
      location: null,
      begin: '2020-01-01T00:00:00Z',
      page: 'forgotten',
      newest,
      done: null,
    };
    const ids = idsOf(await rig.read('refunds', { cursor }));
    expect(ids).toEqual(idsOf(whole).slice(3));
  });

  it('reads what changed since, and hardly anything else', async () => {
    const old = await rig.read('payments');
    const [one, other] = old.flatMap((page) => page.transactions).filter((row) => row.status === 'completed');
    const since = new Date(Date.now() - 1000).toISOString();
    const happen = (type: string, payload: Record<string, unknown>): Promise<Record<string, unknown>> =>
      rig.sandbox.event('square', type, payload);
    const { payment_id: made } = await happen('payment_succeeded', { amount: 9_999_999, currency: 'EUR' });
    const refunded = one?.platform_transaction_id;
    const { refund_id: refund } = await happen('refund_created', { payment_id: refunded, amount: 1 });
    const { dispute_id: dispute } = await happen('dispute_created', { payment_id: other?.platform_transaction_id });
    const { payout_id: payout } = await happen('payout_paid', { currency: 'EUR' });
    const changed = async (resource: string): Promise<ProviderPage[]> =>
      rig.read(resource, { mode: 'incremental', since });
    expect(idsOf(await changed('payments')).sort()).toEqual([made, refunded].sort());
    expect(idsOf(await changed('refunds'))).toEqual([refund]);
    expect(idsOf(await changed('disputes'))).toEqual([dispute]);
    expect((await changed('payouts')).flatMap((page) => page.payouts.map((one) => one.platform_payout_id))).toEqual([
      payout,
    ]);
  });

  it('reads what is not final here again, whenever it was made, and what is gone not at all', async () => {
    const [old] = idsOf(await rig.read('payments'));
    const { refund_id: pending } = await rig.sandbox.event('square', 'refund_created', {
      status: 'pending',
      amount: 1,
    });
    const since = new Date(Date.now() + 30_000).toISOString();
    const again = (resource: string, open_ids: string[]): Promise<ProviderPage[]> =>
      rig.read(resource, { mode: 'incremental', since, open_ids });
    expect(idsOf(await again('payments', [old ?? '', 'gone']))).toEqual([old]);
    await rig.sandbox.event('square', 'refund_succeeded', { refund_id: pending });
    const [row] = (await again('refunds', [String(pending)])).flatMap((page) => page.transactions);
    expect(row).toMatchObject({ platform_transaction_id: pending, status: 'completed' });
  });

  it('reads one record as it is, a payout with all its lines, and null where there is none', async () => {
    for (const resource of MOVEMENTS) {
      const [row] = (await rig.read(resource)).flatMap((page) => page.transactions);
      const one = await rig.square.readOne(rig.connection(), resource, row?.platform_transaction_id ?? '');
      expect(one?.transactions).toEqual([row]);
      expect(await rig.square.readOne(rig.connection(), resource, 'nobody')).toBeNull();
    }
    const pages = await rig.read('payouts');
    const payout = pages.flatMap((page) => page.payouts)[2];
    const id = payout?.platform_payout_id ?? '';
    const one = await rig.square.readOne(rig.connection(), 'payouts', id);
    expect(one?.payouts).toEqual([payout]);
    expect(one?.complete_payouts).toEqual([id]);
    expect(one?.payout_lines).toEqual(
      pages.flatMap((page) => page.payout_lines).filter((line) => line.platform_payout_id === id),
    );
    expect(await rig.square.readOne(rig.connection(), 'payouts', 'po_nobody')).toBeNull();
  });

  it('reads one location when it is told to', async () => {
    const connection = rig.connection(TOKENS.all, { location_id: 'LEURKSAPDEMO' });
    for (const resource of MOVEMENTS) {
      const rows = (await rig.read(resource, {}, connection)).flatMap((page) => page.transactions);
      expect(rows.filter((row) => row.currency !== 'EUR')).toEqual([]);
    }
    expect(idsOf(await rig.read('payments', {}, connection)).length).toBeGreaterThan(0);
  });

  it.each([
    ['rate_limit', 0.2],
    ['error_500', 0.2],
    ['reset', 0.15],
    ['malformed', 0.15],
  ])('under %s reads everything, or says what passes', async (kind, rate) => {
    const all = idsOf(await rig.read('payments'));
    await rig.sandbox.fault({ provider: 'square', kind, rate });
    const outcome = await rig.read('payments').then(idsOf, (error: unknown) => error);
    // An empty or a shorter list would be worse than none.
    if (Array.isArray(outcome)) expect(outcome).toEqual(all);
    else expect(outcome).toMatchObject({ isTransient: true });
  });

  it('says bad_answer when nothing that comes is Square’s, and auth when the token is revoked in the middle', async () => {
    await rig.sandbox.fault({ provider: 'square', kind: 'malformed', rate: 1 });
    await expect(rig.read('payments')).rejects.toMatchObject({ fault: 'bad_answer', provider: 'square' });
    await rig.sandbox.clearFaults();
    await rig.sandbox.fault({ provider: 'square', kind: 'auth_revoked', rate: 1 });
    await expect(rig.read('payments')).rejects.toMatchObject({ fault: 'auth', provider_code: 'ACCESS_TOKEN_REVOKED' });
  });
});
