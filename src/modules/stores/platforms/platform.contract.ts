import { Logger } from '@nestjs/common';

import { OutboundClient } from '../../../common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../common/outbound/outbound-options.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { Json } from '../../../common/json.js';
import type { PlatformConnection, SyncResource } from './platform.connection.js';
import { hurried } from './platform.pace.contract.js';
import type { Platform, ReadPage, ReadRequest, WebhookDelivery } from './platform.port.js';
import type { RecordOf } from './platform.records.js';

/** What the suite needs to know of a platform's shop in the sandbox. */
export interface PlatformUnderTest {
  platform: Platform;
  /** Credentials that the shop accepts, and the same with a wrong secret. */
  credentials: Record<string, unknown>;
  wrong_credentials: Record<string, unknown>;
  /** Ids of every order and product that the shop has, as the sandbox's control API tells. */
  expected: () => Promise<{ orders: string[]; products: string[] }>;
  fault: (kind: string, rate: number, count?: number) => Promise<void>;
  clearFaults: () => Promise<void>;
  /** An order is changed at the platform; gives its id. */
  changeOrder: () => Promise<string>;
  /** A delivery of the platform signed with this secret (Shopify: the app's own). */
  signed: (secret: string, credentials: Record<string, string>) => WebhookDelivery;
}

const SECRET = 'a-secret-of-our-own';

/** The suite that every platform passes, on the sandbox, over real sockets. */
export function platformContract(setUp: () => Promise<PlatformUnderTest>): void {
  let under: PlatformUnderTest;
  let http: OutboundClient;

  const connect = (
    credentials: Record<string, unknown>,
    signal = new AbortController().signal,
  ): PlatformConnection => ({
    store_id: 'contract',
    credentials: under.platform.parseCredentials(credentials),
    http,
    signal,
    ...hurried(under.platform.initial_budget, signal),
  });
  const read = <R extends SyncResource>(request: ReadRequest & { resource: R }): Promise<ReadPage<RecordOf[R]>[]> =>
    collect(under.platform.read(connect(under.credentials), request));

  beforeAll(async () => {
    Logger.overrideLogger(false);
    under = await setUp();
    http = new OutboundClient(
      new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract', retry_base_ms: 10 }),
    );
  });
  afterAll(() => http.close());
  afterEach(() => under.clearFaults());

  it('knows its shop', async () => {
    const shop = await under.platform.verify(connect(under.credentials));
    expect(shop.platform_store_id).not.toBe('');
    expect(shop.currency).toMatch(/^[A-Z]{3}$/);
    expect(shop.timezone).not.toBe('');
  });

  it('says auth when the credentials are wrong', async () => {
    await expect(under.platform.verify(connect(under.wrong_credentials))).rejects.toMatchObject({ fault: 'auth' });
  });

  it.each(['orders', 'products'] as const)('reads every one of the %s, none twice, none bad', async (resource) => {
    const pages = await read({ resource, mode: 'full', since: null, cursor: null });
    expect(pages.flatMap((page) => page.bad)).toEqual([]);
    expect(idsOf(resource, pages).sort()).toEqual((await under.expected())[resource].sort());
  });

  it('goes on behind any page, in another process, without missing a record', async () => {
    const whole = await read({ resource: 'orders', mode: 'full', since: null, cursor: null });
    const all = new Set(idsOf('orders', whole));
    for (const [index, page] of whole.entries()) {
      if (page.cursor === null) continue;
      const rest = await read({
        resource: 'orders',
        mode: 'full',
        since: null,
        cursor: JSON.parse(JSON.stringify(page.cursor)) as Json,
      });
      const seen = new Set([...idsOf('orders', whole.slice(0, index + 1)), ...idsOf('orders', rest)]);
      expect(seen).toEqual(all);
    }
  });

  it('reads what changed since, and hardly anything else', async () => {
    const whole = await read({ resource: 'orders', mode: 'full', since: null, cursor: null });
    const newest =
      whole
        .flatMap((page) => page.records.map((order) => order.platform_updated_at ?? ''))
        .sort()
        .at(-1) ?? '';
    const changed = await under.changeOrder();
    const pages = await read({ resource: 'orders', mode: 'incremental', since: newest, cursor: null });
    expect(idsOf('orders', pages)).toContain(changed);
    expect(idsOf('orders', pages).length).toBeLessThan(whole.flatMap((page) => page.records).length);
  });

  it('reads one record as it is, and null where there is none', async () => {
    const { orders, products } = await under.expected();
    const order = await under.platform.readOne(connect(under.credentials), 'orders', orders[0] ?? '');
    const product = await under.platform.readOne(connect(under.credentials), 'products', products[0] ?? '');
    expect(order?.platform_order_id).toBe(orders[0]);
    expect(product?.platform_product_id).toBe(products[0]);
    expect(await under.platform.readOne(connect(under.credentials), 'orders', '999999999')).toBeNull();
  });

  it.each(['orders', 'products'] as const)(
    'reads many %s by name as one by one, and says which are gone',
    async (resource) => {
      const connection = connect(under.credentials);
      const wanted = (await under.expected())[resource].slice(0, 12);
      const { records, bad, gone } = await under.platform.readMany(connection, resource, [...wanted, '999999999']);
      expect([bad, gone]).toEqual([[], ['999999999']]);
      const some = records.filter((_record, index) => index % 4 === 0) as unknown as Record<string, unknown>[];
      for (const record of some) {
        const one = await under.platform.readOne(connection, resource, String(record[ID[resource]]));
        // The order of refunds is nobody's promise.
        expect({ ...record, refunds: null }).toEqual({ ...one, refunds: null });
      }
      expect(idsOf(resource, [{ records, bad, deleted: [], cursor: null, total: null }]).sort()).toEqual(wanted.sort());
    },
  );

  it.each([
    ['rate_limit', 0.3],
    ['error_500', 0.2],
    ['reset', 0.15],
    ['malformed', 0.15],
  ])('under %s either reads everything or says that it passes', async (kind, rate) => {
    await under.fault(kind, rate);
    const expected = new Set((await under.expected()).orders);
    try {
      const pages = await read({ resource: 'orders', mode: 'full', since: null, cursor: null });
      expect(new Set(idsOf('orders', pages))).toEqual(expected);
    } catch (error) {
      expect(error).toBeInstanceOf(ProviderError);
      expect((error as ProviderError).isTransient).toBe(true);
    }
  });

  it('says auth when the credentials are revoked in the middle', async () => {
    await under.fault('auth_revoked', 1);
    await expect(read({ resource: 'orders', mode: 'full', since: null, cursor: null })).rejects.toMatchObject({
      fault: 'auth',
    });
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const pages = under.platform.read(connect(under.credentials, abort.signal), {
      resource: 'orders',
      mode: 'full',
      since: null,
      cursor: null,
    });
    abort.abort(new Error('enough'));
    await expect(collect(pages)).rejects.toThrow();
  });

  it('believes a delivery that is signed, and none that is changed by a byte', () => {
    const { webhooks } = under.platform;
    if (!webhooks) return;
    const credentials = under.platform.parseCredentials(under.credentials);
    const delivery = under.signed(SECRET, credentials);
    expect(webhooks.verify(delivery, SECRET, credentials)).toBe(true);
    expect(webhooks.understand(delivery)).toMatchObject({ resource: 'orders', change: 'upsert' });
    const forged = Buffer.from(delivery.raw_body);
    forged.writeUInt8(forged.readUInt8(3) ^ 1, 3);
    expect(webhooks.verify({ ...delivery, raw_body: forged }, SECRET, credentials)).toBe(false);
    expect(webhooks.verify({ headers: {}, raw_body: delivery.raw_body }, SECRET, credentials)).toBe(false);
  });
}

async function collect<T>(pages: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const ID = { orders: 'platform_order_id', products: 'platform_product_id' } as const;

function idsOf(resource: 'orders' | 'products', pages: ReadPage<RecordOf[SyncResource]>[]): string[] {
  return pages.flatMap((page) =>
    page.records.map((record) => (record as unknown as Record<string, string>)[ID[resource]] ?? ''),
  );
}
