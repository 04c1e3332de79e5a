import { ChangeLog, type ChangeRow } from '../../src/modules/stores/changes/change-log.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import { PendingChanges } from '../../src/modules/stores/changes/pending-changes.js';
import {
  StoreChanges,
  type ChangeKind,
  type ChangeResult,
  type FulfillmentRequest,
  type StoreChange,
  type StoreKey,
} from '../../src/modules/stores/stores.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { LOOK_AGAIN_MS } from '../support/hurried.js';
import { until } from '../support/until.js';
import type { MemoryShop } from './memory-shop.js';
import { aChange, aMemoryStore, observed, withMemoryShop } from './memory-store.js';
import { jobSucceeded, jobWhen, type Job } from './shops.js';

const DRAFT = { title: 'Lamp', variants: [{ price: '12.00' }] };

let app: TestApp;
let shop: MemoryShop;
let changes: StoreChanges;
let store: StoreKey;
let http: HttpClient;

beforeAll(async () => {
  app = await startTestApp();
  shop = withMemoryShop(app);
  changes = app.nest.get(StoreChanges);
  const user = await aUser(app.db);
  http = await as(app.http, user);
  store = await aMemoryStore(app, user.id);
});
afterAll(() => app.close());
beforeEach(() => {
  Object.assign(app.nest.get(ChangeTimes), new ChangeTimes(), {
    look_again_ms: LOOK_AGAIN_MS,
    resend_after_ms: 300,
  });
  observed(app);
});
afterEach(() => shop.reset());

const jobOf = (result: ChangeResult): string => {
  if (result.state !== 'pending') throw new Error(`It is ${result.state}`);
  return result.job.id;
};
const logOf = (change: { id: string }): Promise<Record<string, unknown>> =>
  app.db.one('SELECT * FROM store_changes WHERE id = $1', [change.id]);
const settled = (change: { id: string }): Promise<Record<string, unknown>> =>
  until(
    'the change is settled',
    () => logOf(change),
    (row) => row.state !== 'sent',
  );
const failed = (jobId: string): Promise<Job> => jobWhen(http, jobId, 'failed', (job) => job.status === 'failed');

/** A change as a process leaves it behind that was killed: begun, perhaps sent, its lease run out. */
async function leftBehind<K extends ChangeKind>(change: StoreChange<K>, sent: boolean): Promise<ChangeRow<K>> {
  const log = app.nest.get(ChangeLog);
  const row = await log.begin(change);
  if (sent) await log.sending(row, []);
  await app.db.query(
    `UPDATE store_changes SET lease_until = now() - interval '1 second', sent_at = sent_at - interval '1 minute' WHERE id = $1`,
    [row.id],
  );
  return row;
}

describe('the job that settles a change', () => {
  it('sends it again, once, when the shop has not done it and cannot be at it any more', async () => {
    shop.next('create', { says: 'unknown_outcome' });
    const told = observed(app);
    const change = aChange(store, 'product.create', DRAFT);
    const job = await jobSucceeded(http, jobOf(await changes.run(change)));
    expect(job.result).toMatchObject({ state: 'done', outcome: { record_id: change.subject_id } });
    expect(shop.countOf('create')).toBe(1);
    expect(told).toHaveLength(1);
    expect(await app.db.count('products', 'id = $1', [change.subject_id])).toBe(1);
  });

  it('does not send it again while the shop may still be at it', async () => {
    Object.assign(app.nest.get(ChangeTimes), { resend_after_ms: 60_000 });
    shop.next('create', { says: 'unknown_outcome' });
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    const jobId = jobOf(result);
    const waiting = await jobWhen(http, jobId, 'waits', (job) => job.error?.code === 'WAITING');
    expect(waiting.status).toBe('queued');
    expect(shop.asked).toEqual(['create', 'findCreated', 'findCreated']);
    expect(await logOf(result)).toMatchObject({ state: 'sent' });
  });

  it('does not repeat what is harmless either while the shop may still be at it', async () => {
    Object.assign(app.nest.get(ChangeTimes), { resend_after_ms: 60_000 });
    shop.next('edit', { says: 'unknown_outcome' });
    const { platform_order_id: id } = shop.addOrder();
    const change = aChange(store, 'order.edit', { platform_order_id: id, edit: { notes: 'Ring twice' } });
    await jobWhen(http, jobOf(await changes.run(change)), 'waits', (job) => job.error?.code === 'WAITING');
    expect(shop.asked).toEqual(['edit']);
  });

  it('finds what the shop did late', async () => {
    shop.next('fulfill', { does_but_says: 'unknown_outcome' });
    shop.next('findFulfillment', { says: 'unavailable' }, { says: 'unavailable' });
    const order = shop.addOrder();
    const result = await changes.run(aChange(store, 'order.fulfill', shop.shipmentOf(order)));
    await jobSucceeded(http, jobOf(result));
    expect(shop.countOf('fulfill')).toBe(1);
    expect(await logOf(result)).toMatchObject({ state: 'done' });
  });

  it('repeats what is harmless', async () => {
    shop.next('edit', { says: 'unavailable' });
    const { platform_order_id: id } = shop.addOrder();
    const change = aChange(store, 'order.edit', { platform_order_id: id, edit: { notes: 'Ring twice' } });
    await jobSucceeded(http, jobOf(await changes.run(change)));
    const row = await app.db.one('SELECT notes FROM orders WHERE platform_order_id = $1', [id]);
    expect(row).toEqual({ notes: 'Ring twice' });
  });

  it('takes a quantity that its first try has set for set, not for stale', async () => {
    shop.next('setQuantities', { does_but_says: 'unknown_outcome' });
    const product = shop.addProduct();
    const stock = {
      platform_product_id: product.platform_product_id,
      platform_variant_id: product.variants[0]!.platform_variant_id,
      platform_inventory_item_id: null,
      platform_location_id: null,
    };
    const change = aChange(store, 'stock.set', { changes: [{ ...stock, set: 8, expected: 5 }] });
    const job = await jobSucceeded(http, jobOf(await changes.run(change)));
    expect(job.result).toMatchObject({ outcome: { outcomes: [{ result: 'set', available: 8 }] } });
  });

  it('settles what an observer refused once it does not any more, without a second change at the shop', async () => {
    let isBroken = true;
    const told = observed(app, () => (isBroken ? Promise.reject(new Error('Broken')) : Promise.resolve()));
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    const jobId = jobOf(result);
    isBroken = false;
    await jobSucceeded(http, jobId);
    expect(shop.countOf('create')).toBe(1);
    expect(told).toHaveLength(1);
  });

  it('fails with the shop’s own words when it is refused', async () => {
    shop.next('create', { says: 'unknown_outcome' }, { says: 'rejected' });
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    expect((await failed(jobOf(result))).error).toEqual({ code: 'PROVIDER_REJECTED', message: 'It says rejected' });
    expect(await logOf(result)).toMatchObject({ state: 'refused' });
  });

  it('says in the end what is not known, and looks once more when it is told to', async () => {
    Object.assign(app.nest.get(ChangeTimes), { max_attempts: 2 });
    shop.next('create', { does_but_says: 'unknown_outcome' });
    shop.next('findCreated', { says: 'unavailable' }, { says: 'unavailable' });
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    const job = await failed(jobOf(result));
    expect(job.error).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await logOf(result)).toMatchObject({ state: 'given_up', error: { code: 'OUTCOME_UNKNOWN' } });
    await http.post(`/api/v1/jobs/${job.id}/retry`, {});
    expect((await jobSucceeded(http, job.id)).result).toMatchObject({ state: 'done' });
    expect(shop.countOf('create')).toBe(1);
  });
});

describe('a process that was killed', () => {
  const sweep = (): Promise<void> => app.nest.get(PendingChanges).sweep();

  it('before it sent: another one sends', async () => {
    const row = await leftBehind(aChange(store, 'product.create', DRAFT), false);
    await sweep();
    expect(await settled(row)).toMatchObject({ state: 'done' });
    expect(shop.asked).toEqual(['create']);
  });

  it('after the shop did it: another one finds it and does not do it twice', async () => {
    const change = aChange(store, 'product.create', DRAFT);
    const row = await leftBehind(change, true);
    await shop.catalogue.create({ signal: new AbortController().signal } as PlatformConnection, DRAFT, row.id);
    await Promise.all([sweep(), sweep()]);
    expect(await settled(row)).toMatchObject({ state: 'done', outcome: { record_id: change.subject_id } });
    expect(shop.countOf('create')).toBe(1);
  });

  it('while it sent, and the shop has not done it: another one sends', async () => {
    const row = await leftBehind(aChange(store, 'order.fulfill', shop.shipmentOf(shop.addOrder())), true);
    await sweep();
    expect(await settled(row)).toMatchObject({ state: 'done' });
    expect(shop.asked.filter((call) => call !== 'readOne')).toEqual(['findFulfillment', 'fulfill']);
  });

  it('longer ago than anybody still means it: it is looked up, and sent no more', async () => {
    const row = await leftBehind(aChange(store, 'product.create', DRAFT), true);
    await app.db.query(`UPDATE store_changes SET created_at = now() - interval '2 days' WHERE id = $1`, [row.id]);
    await sweep();
    expect(await settled(row)).toMatchObject({ state: 'refused', error: { code: 'PROVIDER_REJECTED' } });
    expect(shop.asked).toEqual(['findCreated']);
  });

  it('longer ago, with a part of the parcel sent: it says which part, and sends no more', async () => {
    const [line] = shop.addOrder().items;
    const items = [
      { ...line!, platform_item_id: 'lamp', title: 'Lamp', quantity: 3 },
      { ...line!, platform_item_id: 'chair', title: 'Chair', quantity: 1 },
    ];
    const order = shop.addOrder({ items });
    const request: FulfillmentRequest = {
      ...shop.shipmentOf(order),
      items: items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
      tracking: { carrier: 'UPS', tracking_number: '1Z9', tracking_url: null },
    };
    const row = await leftBehind(aChange(store, 'order.fulfill', request), true);
    const connection = { signal: new AbortController().signal } as PlatformConnection;
    const part = { ...request, items: [{ platform_item_id: 'lamp', quantity: 2 }] };
    await shop.orders.fulfill(connection, part, row.id);
    // Another one's parcel is no part of it.
    const other = { carrier: 'DHL', tracking_number: 'JD1', tracking_url: null };
    await shop.orders.fulfill(connection, { ...part, tracking: other }, row.id);
    await app.db.query(`UPDATE store_changes SET created_at = now() - interval '2 days' WHERE id = $1`, [row.id]);
    await sweep();
    const { state, error } = await settled(row);
    expect(state).toBe('refused');
    expect(error).toEqual({
      code: 'PROVIDER_REJECTED',
      message:
        'Memory has carried out only a part of it: 2 of 3 × "Lamp" (1Z9). The rest was not done within 24 hours, and is not tried any more',
    });
    expect(shop.countOf('fulfill')).toBe(2);
  });

  it('is seen in the metrics while its change is not settled, with the age of the oldest', async () => {
    await app.db.query(`DELETE FROM store_changes WHERE state = 'sent'`);
    const metric = async (name: string): Promise<number> => {
      const found = new RegExp(`^ksap_${name}\\{what="store_changes"\\} (\\S+)$`, 'm');
      return Number(found.exec((await http.get('/metrics')).text)?.[1]);
    };
    expect([await metric('backlog'), await metric('backlog_oldest_seconds')]).toEqual([0, 0]);
    const log = app.nest.get(ChangeLog);
    const old = await log.begin(aChange(store, 'product.create', DRAFT));
    await log.begin(aChange(store, 'product.create', DRAFT));
    await app.db.query(`UPDATE store_changes SET created_at = now() - interval '1 hour' WHERE id = $1`, [old.id]);
    expect(await metric('backlog')).toBe(2);
    expect(await metric('backlog_oldest_seconds')).toBeCloseTo(3_600, -2);
    await app.db.query(`DELETE FROM store_changes WHERE state = 'sent'`);
    expect([await metric('backlog'), await metric('backlog_oldest_seconds')]).toEqual([0, 0]);
  });

  it('leaves a change that somebody holds alone, and one of a store that refuses us', async () => {
    const held = await app.nest.get(ChangeLog).begin(aChange(store, 'product.create', DRAFT));
    const other = await aMemoryStore(app, store.user_id);
    const row = await leftBehind(aChange(other, 'product.create', DRAFT), false);
    await app.db.query(`UPDATE stores SET connection_state = 'failed' WHERE id = $1`, [other.id]);
    await sweep();
    const jobs = await app.db.count('jobs', `payload->>'change_id' = ANY($1)`, [[held.id, row.id]]);
    expect(jobs).toBe(0);
    await app.db.query(`UPDATE stores SET connection_state = 'connected' WHERE id = $1`, [other.id]);
    await sweep();
    expect(await settled(row)).toMatchObject({ state: 'done' });
    expect(await logOf(held)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('forgets settled changes after thirty days', async () => {
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    await app.db.query(`UPDATE store_changes SET settled_at = now() - interval '31 days' WHERE id = $1`, [result.id]);
    const count = await app.db.count('store_changes');
    await app.nest.get(PendingChanges).purge();
    expect(await app.db.count('store_changes')).toBe(count - 1);
  });
});
