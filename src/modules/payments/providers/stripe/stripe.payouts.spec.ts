import type Stripe from 'stripe';
import type { ProviderRead } from '../provider.port.js';
import type { ProviderPage } from '../provider.records.js';
import type { StripeCalls } from './stripe.client.js';
import { readPayouts } from './stripe.payouts.js';
import { readTransactions } from './stripe.transactions.js';
import { CHARGES } from './stripe.sources.js';
import { aBalance, aCharge, aPayout } from './testing/stripe-objects.js';

const FULL: ProviderRead = {
  resource: 'payouts',
  mode: 'full',
  since: null,
  until: '2026-11-01T00:00:00.500Z',
  cursor: null,
  open_ids: [],
};

type Asked = Record<string, unknown>;

/** An SDK whose lists are these, all on one page; what was asked for is noted. */
function sdkOf(lists: { payouts?: unknown[]; movements?: unknown[]; charges?: unknown; events?: unknown[] }): {
  calls: StripeCalls;
  asked: [string, Asked][];
} {
  const asked: [string, Asked][] = [];
  const list = (name: string, data: unknown) => ({
    list: (params: Asked) => {
      asked.push([name, params]);
      return Promise.resolve(Array.isArray(data) ? { object: 'list', data, has_more: false } : data);
    },
    retrieve: (id: string) => {
      asked.push([name, { id }]);
      const found = Array.isArray(data) ? data.find((one) => (one as { id: string }).id === id) : undefined;
      return Promise.resolve(found ?? aCharge({ id }));
    },
  });
  const sdk = {
    payouts: list('payouts', lists.payouts ?? []),
    balanceTransactions: list('movements', lists.movements ?? []),
    charges: list('charges', lists.charges ?? []),
    events: list('events', lists.events ?? []),
  };
  return { calls: (call) => Promise.resolve(call(sdk as unknown as Stripe)), asked };
}

async function all(pages: AsyncGenerator<ProviderPage>): Promise<ProviderPage[]> {
  const read: ProviderPage[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

describe('reading payouts', () => {
  it('waits with the lines of one that Stripe is still at, and takes none of one that was asked for by hand', async () => {
    const { calls, asked } = sdkOf({
      payouts: [
        aPayout({ id: 'po_3', reconciliation_status: 'in_progress' }),
        aPayout({ id: 'po_2', automatic: false, reconciliation_status: 'not_applicable' }),
        aPayout(),
      ],
      movements: [aBalance(), aBalance({ id: 'txn_9', type: 'payout', amount: -941, source: 'po_1' })],
    });
    const [page, ...others] = await all(readPayouts(calls, FULL));
    expect(others).toEqual([]);
    expect(page?.payouts.map((one) => one.platform_payout_id)).toEqual(['po_3', 'po_2', 'po_1']);
    expect(page?.complete_payouts).toEqual(['po_2', 'po_1']);
    expect(page?.payout_lines.map((line) => [line.platform_payout_id, line.category, line.net_amount])).toEqual([
      ['po_2', 'transfer', '9.41'],
      ['po_1', 'payment', '9.41'],
    ]);
    expect(asked.filter(([name]) => name === 'movements')).toEqual([['movements', { limit: 100, payout: 'po_1' }]]);
    expect(page?.cursor).toEqual({ phase: 'made', after: 'po_1', inside: null });
  });

  it('hands a line, and a payout, over as it came where it cannot be read, and the others as they are', async () => {
    const { calls } = sdkOf({
      payouts: [aPayout({ id: 'po_2', amount: 1.5 }), aPayout()],
      movements: [aBalance(), aBalance({ id: 'txn_8', fee: 0.5 })],
    });
    const [page] = await all(readPayouts(calls, FULL));
    expect(page?.bad.map((one) => one.platform_id)).toEqual(['po_2', 'txn_8']);
    expect(page?.bad[0]?.raw).toMatchObject({ id: 'po_2', amount: 1.5 });
    expect(page?.payout_lines.map((line) => line.platform_line_id)).toEqual(['txn_1']);
  });
});

describe('reading charges', () => {
  const read = { ...FULL, resource: 'charges' };

  it('asks for nothing after the read began, and hands over alone what cannot be read', async () => {
    const { calls, asked } = sdkOf({ charges: [aCharge({ id: 'ch_2', amount_captured: 0.5 }), aCharge()] });
    const [page] = await all(readTransactions(calls, read, CHARGES));
    expect(asked).toEqual([
      ['charges', expect.objectContaining({ limit: 100, created: { lte: Date.parse(FULL.until) / 1000 - 0.5 } })],
    ]);
    expect(page?.bad.map((one) => one.platform_id)).toEqual(['ch_2']);
    expect(page?.transactions.map((one) => one.platform_transaction_id)).toEqual(['ch_1']);
  });

  it('reads once what several events say, leaves out what is listed, and then what is open, each in its order', async () => {
    const since = '2026-10-20T00:00:00Z';
    const changed = (id: string, created: number): unknown => ({
      id: `evt_${id}_${created}`,
      data: { object: { id, created } },
    });
    const made = Date.parse(since) / 1000;
    const events = [changed('ch_old', 5), changed('ch_old', 5), changed('ch_new', made), changed('re_9', 5)];
    const { calls, asked } = sdkOf({ charges: [], events });
    const incremental = { ...read, mode: 'incremental' as const, since, open_ids: ['ch_z', 'ch_a', 'po_1', 'ch_a'] };
    const pages = await all(readTransactions(calls, incremental, CHARGES));
    expect(asked.flatMap(([, { id }]) => (typeof id === 'string' ? [id] : []))).toEqual(['ch_old', 'ch_a', 'ch_z']);
    expect(pages.map((page) => page.cursor)).toEqual([
      { phase: 'made', after: null },
      { phase: 'changed', after: 'evt_re_9_5' },
      { phase: 'open', after: 'ch_z' },
    ]);
    const later = sdkOf({ charges: [], events });
    await all(readTransactions(later.calls, { ...incremental, cursor: { phase: 'open', after: 'ch_a' } }, CHARGES));
    expect(later.asked).toEqual([['charges', { id: 'ch_z' }]]);
  });

  it('reads everything, and no events, when it begins before events do', async () => {
    const { calls, asked } = sdkOf({ charges: [aCharge()] });
    const incremental = { ...read, mode: 'incremental' as const, since: '2026-09-01T00:00:00Z', open_ids: ['ch_z'] };
    await all(readTransactions(calls, incremental, CHARGES));
    expect(asked.map(([name, { created }]) => [name, Object.keys(created as object)])).toEqual([['charges', ['lte']]]);
  });

  it.each([{}, { data: 'none' }, { data: [{}] }, { data: [null] }])('says bad_answer of %j', async (charges) => {
    const { calls } = sdkOf({ charges });
    await expect(all(readTransactions(calls, read, CHARGES))).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});
