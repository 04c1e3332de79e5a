import type { Database } from '../../../common/database/database.js';
import type { DomainEvent } from '../../../common/events/domain-event.js';
import type { Outbox } from '../../../common/events/outbox.js';
import type { PlatformOrder } from '../../stores/stores.api.js';
import { OrderChanges } from './order-changes.js';
import type { Watched, WatchedShipment } from './order-differences.js';

const STORE = { id: 's', user_id: 'u' };

const BEFORE: Watched = {
  status: 'pending',
  payment_status: 'pending',
  fulfillment_status: 'unfulfilled',
  total_amount: '143.3000',
  fulfillments: [],
};

interface Entry {
  order_id: string;
  kind: string;
  message: string;
  details: Record<string, unknown>;
  occurred_at: string | null;
  dedupe_key: string | null;
}

/** What is noted, and what is told, when the order was `before` and the platform says `after`. */
async function noted(
  before: Watched | undefined,
  after: object,
  ownKinds: string[] = [],
): Promise<{ entries: Entry[]; events: DomainEvent[] }> {
  const entries: Entry[] = [];
  const events: DomainEvent[] = [];
  const database = {
    query: async () => (ownKinds.length === 0 ? [] : [{ order_id: 'order-1', kinds: ownKinds }]),
    execute: async (_sql: string, [json]: [string]) => {
      entries.push(...(JSON.parse(json) as Entry[]));
      return 1;
    },
  };
  const outbox = { add: async (...added: DomainEvent[]) => void events.push(...added) };
  const order = {
    ...BEFORE,
    total_amount: '143.30',
    fulfillments: before?.fulfillments ?? [],
    ...after,
    platform_order_id: '7',
    platform_updated_at: '2026-01-02T00:00:00Z',
  };
  const known = new Map(before ? [['7', before]] : []);
  await new OrderChanges(database as unknown as Database, outbox as unknown as Outbox).note(STORE, known, [
    { id: 'order-1', is_new: before === undefined, record: order as unknown as PlatformOrder },
  ]);
  return { entries, events };
}

const parcel = (more: Partial<WatchedShipment> & { carrier?: string } = {}): WatchedShipment => ({
  platform_fulfillment_id: 'f1',
  tracking_number: 'T1',
  shipment_status: 'in_transit',
  ...more,
});

describe('OrderChanges', () => {
  it('tell what changed, from what to what, when the platform says it did', async () => {
    const { entries } = await noted(BEFORE, { status: 'paid', payment_status: 'paid' });
    expect(entries).toEqual([
      {
        order_id: 'order-1',
        kind: 'changed',
        message: 'Changed in the shop: status from pending to paid, payment status from pending to paid',
        details: { status: { from: 'pending', to: 'paid' }, payment_status: { from: 'pending', to: 'paid' } },
        occurred_at: '2026-01-02T00:00:00Z',
        platform_fulfillment_id: null,
        dedupe_key: null,
      },
    ]);
  });

  it('compare amounts as amounts', async () => {
    expect((await noted(BEFORE, { total_amount: '143.3' })).entries).toEqual([]);
    expect((await noted(BEFORE, { total_amount: '143.31' })).entries).toMatchObject([
      { details: { total_amount: { from: '143.3000', to: '143.31' } } },
    ]);
  });

  it('say nothing of what is new or unchanged', async () => {
    expect(await noted(undefined, { status: 'paid', fulfillments: [parcel()] })).toEqual({ entries: [], events: [] });
    expect(await noted(BEFORE, {})).toEqual({ entries: [], events: [] });
  });

  it('do not tell again what was just done from here, and tell what was not', async () => {
    const sent = { status: 'fulfilled', fulfillment_status: 'fulfilled' };
    expect((await noted({ ...BEFORE, status: 'paid' }, sent, ['fulfilled'])).entries).toEqual([]);
    const { entries } = await noted({ ...BEFORE, status: 'paid' }, { ...sent, total_amount: '1.00' }, ['fulfilled']);
    expect(entries).toMatchObject([{ message: 'Changed in the shop: total amount from 143.3000 to 1.00' }]);
    expect((await noted(BEFORE, { status: 'cancelled' }, ['fulfilled'])).entries).toHaveLength(1);
  });

  it('tell where a parcel is when that has changed', async () => {
    const before = { ...BEFORE, fulfillments: [parcel({ shipment_status: 'label_printed' })] };
    const { entries } = await noted(before, { fulfillments: [parcel({ carrier: 'UPS' })] });
    expect(entries).toMatchObject([
      {
        kind: 'shipment',
        message: 'UPS T1: in transit',
        details: { shipment_status: { from: 'label_printed', to: 'in_transit' } },
        dedupe_key: 'shipment:f1:in_transit:2026-01-02T00:00:00Z',
      },
    ]);
    expect((await noted({ ...BEFORE, fulfillments: [parcel()] }, {})).entries).toEqual([]);
  });

  it.each<[string, Partial<Watched>, object, string[]]>([
    ['a payment', {}, { status: 'paid' }, ['order.status_changed']],
    [
      'a part sent',
      { status: 'paid' },
      { status: 'paid', fulfillments: [parcel({ tracking_number: null })] },
      ['order.fulfilled'],
    ],
    [
      'the whole shipped at once',
      { status: 'paid' },
      { status: 'shipped', fulfillments: [parcel()] },
      ['order.status_changed', 'order.fulfilled', 'order.shipped'],
    ],
    [
      'tracking added',
      { status: 'fulfilled', fulfillments: [parcel({ tracking_number: null })] },
      { status: 'shipped', fulfillments: [parcel()] },
      ['order.status_changed', 'order.shipped'],
    ],
    ['a cancellation', {}, { status: 'cancelled' }, ['order.status_changed', 'order.cancelled']],
  ])('tell others of %s', async (_what, before, after, types) => {
    const { events } = await noted({ ...BEFORE, ...before }, after);
    expect(events.map(({ type }) => type)).toEqual(types);
    for (const event of events) {
      expect(event).toMatchObject({ user_id: 'u', store_id: 's', payload: { order_id: 'order-1' } });
    }
  });

  it('ask the database nothing about no orders', async () => {
    const changes = new OrderChanges({} as Database, {} as Outbox);
    expect(await changes.before(STORE, [])).toEqual(new Map());
  });
});
