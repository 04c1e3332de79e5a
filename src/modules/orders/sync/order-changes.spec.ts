import type { Database } from '../../../common/database/database.js';
import type { PlatformOrder } from '../../stores/stores.api.js';
import { OrderChanges, type Watched } from './order-changes.js';

const BEFORE: Watched = {
  status: 'pending',
  payment_status: 'pending',
  fulfillment_status: 'unfulfilled',
  total_amount: '143.3000',
};

interface Entry {
  order_id: string;
  message: string;
  details: Record<string, { from: string; to: string }>;
  occurred_at: string | null;
}

/** What is noted when the order was `before` and the platform says `after`. */
async function noted(before: Watched | undefined, after: Partial<Watched>): Promise<Entry[]> {
  const written: Entry[] = [];
  const database = {
    execute: async (_sql: string, [json]: [string]) => {
      written.push(...(JSON.parse(json) as Entry[]));
      return 1;
    },
  };
  const order = {
    ...BEFORE,
    total_amount: '143.30',
    ...after,
    platform_order_id: '7',
    platform_updated_at: '2026-01-02T00:00:00Z',
  };
  const known = new Map(before ? [['7', before]] : []);
  await new OrderChanges(database as unknown as Database).note(known, [
    { id: 'order-1', is_new: before === undefined, record: order as unknown as PlatformOrder },
  ]);
  return written;
}

describe('OrderChanges', () => {
  it('tell what changed, from what to what, when the platform says it did', async () => {
    expect(await noted(BEFORE, { status: 'paid', payment_status: 'paid' })).toEqual([
      {
        order_id: 'order-1',
        message: 'Changed in the shop: status from pending to paid, payment status from pending to paid',
        details: { status: { from: 'pending', to: 'paid' }, payment_status: { from: 'pending', to: 'paid' } },
        occurred_at: '2026-01-02T00:00:00Z',
      },
    ]);
  });

  it('compare amounts as amounts', async () => {
    expect(await noted(BEFORE, { total_amount: '143.3' })).toEqual([]);
    expect(await noted(BEFORE, { total_amount: '143.31' })).toMatchObject([
      { details: { total_amount: { from: '143.3000', to: '143.31' } } },
    ]);
  });

  it('say nothing of what is new or unchanged', async () => {
    expect(await noted(undefined, { status: 'paid' })).toEqual([]);
    expect(await noted(BEFORE, {})).toEqual([]);
  });

  it('ask the database nothing about no orders', async () => {
    const changes = new OrderChanges({} as Database);
    expect(await changes.before({ id: 's', user_id: 'u' }, [])).toEqual(new Map());
  });
});
