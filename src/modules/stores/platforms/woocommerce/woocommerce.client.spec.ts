import { FixedClock } from '../../../../common/clock/clock.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { FakeShop, fault, html, json, raw, refusal } from './testing/fake-shop.js';
import { WooClient } from './woocommerce.client.js';
import { signQuery } from './woocommerce.oauth.js';
import type { Parameter } from '../../../../common/security/oauth1.js';

const clock = new FixedClock();

function shopAt(url?: string): { shop: FakeShop; client: WooClient } {
  const shop = new FakeShop(url);
  shop.lists.set('orders', [{ id: 1 }]);
  return { shop, client: new WooClient(shop.connection(), clock) };
}

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`no ProviderError but ${String(error)}`);
}

describe('WooClient over https', () => {
  it('sends the key as Basic, and nothing of it in the address', async () => {
    const { shop, client } = shopAt();
    await client.list('orders', { per_page: 5 });
    const [seen] = shop.seen;
    expect(seen?.url.href).toBe('https://shop.example.test/wp-json/wc/v3/orders?per_page=5');
    expect(seen?.headers.authorization).toBe(`Basic ${Buffer.from('ck_test:cs_test').toString('base64')}`);
    expect(shop.calls_budgeted).toBe(1);
  });

  it.each([
    ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
    ['woocommerce_rest_authentication_error', 'Consumer key is missing.'],
  ])('puts the key into the query once the server drops the header (%s), and keeps it there', async (code, message) => {
    const { shop, client } = shopAt();
    shop.handlers.push(({ query }) => (query.consumer_key === undefined ? refusal(401, code, message) : undefined));
    await client.list('orders');
    await client.list('orders');
    expect(shop.seen.map(({ query }) => query.consumer_secret)).toEqual([undefined, 'cs_test', 'cs_test']);
    expect(shop.seen.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false, false]);
    expect(client.sendsKeyInQuery).toBe(true);
  });

  it('does not try the query again when that was refused too: an unknown key', async () => {
    const { shop, client } = shopAt();
    shop.handlers.push(() => refusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'));
    const error = await failure(client.list('orders'));
    expect(error).toMatchObject({ fault: 'auth', status: 401, provider_code: 'woocommerce_rest_cannot_view' });
    expect(error.message).toContain('Sorry, you cannot list resources.');
    await failure(client.list('orders'));
    expect(shop.seen.map(({ query }) => query.consumer_key !== undefined)).toEqual([false, true, false]);
  });

  it('does not send the key in an address for a permission that is missing after the key has worked', async () => {
    const { shop, client } = shopAt();
    await client.list('orders');
    shop.once(/products/, () => refusal(401, 'woocommerce_rest_cannot_view', 'no'));
    expect((await failure(client.list('products'))).fault).toBe('auth');
    expect(shop.seen.every(({ query }) => query.consumer_key === undefined)).toBe(true);
  });

  it('says that the secret is wrong when the server says so', async () => {
    const { shop, client } = shopAt();
    shop.handlers.push(() => refusal(401, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.'));
    expect(await failure(client.list('orders'))).toMatchObject({
      fault: 'auth',
      provider_message: 'Consumer secret is invalid.',
    });
    expect(shop.seen).toHaveLength(1);
  });

  it('writes JSON with its content type; POST is not repeatable, PUT and DELETE are', async () => {
    const { shop, client } = shopAt();
    shop.handlers.push(() => json({ id: 1 }));
    await client.send('POST', 'webhooks', {}, { topic: 'order.created' });
    await client.send('PUT', 'webhooks/1', {}, { status: 'active' });
    await client.send('DELETE', 'webhooks/1', { force: true });
    expect(shop.seen[0]?.headers['content-type']).toBe('application/json');
    expect(shop.seen[0]?.body).toEqual({ topic: 'order.created' });
    expect(shop.seen.map(({ request }) => request.idempotent)).toEqual([false, true, true]);
  });
});

describe('writes whose answer is not heard', () => {
  it.each([
    ['an answer that is no JSON', (): ReturnType<typeof html> => html(200)],
    ['an answer that is no object', (): ReturnType<typeof html> => json([1])],
    ['the server dying', (): ProviderError => fault('unavailable', { status: 500 })],
  ])('are unknown_outcome after %s when they must not be repeated, and sent once', async (_what, answer) => {
    const { shop, client } = shopAt();
    shop.handlers.push(answer);
    expect(await failure(client.write('POST', 'products', { name: 'x' }))).toMatchObject({ fault: 'unknown_outcome' });
    expect(await failure(client.write('PUT', 'orders/1', {}, false))).toMatchObject({ fault: 'unknown_outcome' });
    expect(shop.seen).toHaveLength(2);
  });

  it('stay refusals when they were refused, and are made again when the shop was only too busy', async () => {
    const { shop, client } = shopAt();
    shop.once(/^products/, () => refusal(400, 'product_invalid_sku', 'Invalid or duplicated SKU.'));
    expect(await failure(client.write('POST', 'products', {}))).toMatchObject({
      fault: 'rejected',
      provider_code: 'product_invalid_sku',
    });
    shop.once(/^products/, () => fault('throttled', { status: 429 }));
    shop.once(/^products/, () => json({ id: 7 }, 201));
    expect(await client.write('POST', 'products', {})).toEqual({ id: 7 });
  });

  it('are repeated where that is harmless, signed anew each time', async () => {
    const { shop, client } = shopAt('http://shop.example.test');
    shop.once(/^products/, () => fault('unavailable', {}));
    shop.once(/^products/, () => html(200));
    shop.once(/^products/, () => json({ id: 7 }));
    expect(await client.write('PUT', 'products/7', { name: 'x' })).toEqual({ id: 7 });
    expect(new Set(shop.seen.map(({ query }) => query.oauth_nonce)).size).toBe(3);
  });
});

describe('WooClient over http', () => {
  it('signs every call anew, over all its parameters', async () => {
    const { shop, client } = shopAt('http://shop.example.test:8088/store');
    await client.list('orders', { include: '1,2', per_page: 2 });
    await client.list('orders', { include: '1,2', per_page: 2 });
    const [first, second] = shop.seen;
    expect(first?.headers.authorization).toBeUndefined();
    expect(first?.query.oauth_nonce).not.toBe(second?.query.oauth_nonce);
    expect(first?.query.oauth_timestamp).toBe(String(Math.floor(clock.ms() / 1000)));
    const address = 'http://shop.example.test:8088/store/wp-json/wc/v3/orders';
    const plain: Parameter[] = [
      ['include', '1,2'],
      ['per_page', '2'],
    ];
    const signed = signQuery('GET', address, plain, {
      consumer_key: 'ck_test',
      consumer_secret: 'cs_test',
      timestamp: Number(first?.query.oauth_timestamp),
      nonce: first?.query.oauth_nonce ?? '',
    });
    expect(Object.fromEntries(signed)).toEqual(first?.query);
  });

  it('lets nobody send a signed address twice: it repeats lost reads itself', async () => {
    const { shop, client } = shopAt('http://shop.example.test');
    shop.once(/orders/, () => fault('unavailable', { status: 500 }), 2);
    await client.list('orders');
    expect(shop.seen.every(({ request }) => request.retries === 0)).toBe(true);
    expect(new Set(shop.seen.map(({ query }) => query.oauth_nonce)).size).toBe(3);
    expect(shop.pauses).toEqual([300, 1000]);
  });

  it('signs again when the server has seen the nonce', async () => {
    const { shop, client } = shopAt('http://shop.example.test');
    const code = 'woocommerce_rest_authentication_error';
    shop.once(/orders/, () => refusal(401, code, 'Invalid nonce - nonce has already been used.'));
    await client.list('orders');
    expect(shop.seen).toHaveLength(2);
  });
});

describe('WooClient when the shop does not want', () => {
  it('waits as long as it is told, for the whole budget, and goes on', async () => {
    const { shop, client } = shopAt();
    shop.once(/orders/, () => fault('throttled', { status: 429, retry_after_ms: 4000 }));
    shop.once(/orders/, () => fault('unavailable', { status: 503, retry_after_ms: 30_000 }));
    await client.list('orders');
    expect(shop.pauses).toEqual([4000, 30_000]);
    expect(shop.blocked).toEqual([4000, 30_000]);
  });

  it('waits ever longer where it is not told how long, and gives up in the end', async () => {
    const { shop, client } = shopAt();
    shop.once(/orders/, () => fault('throttled', { status: 429, retry_after_ms: 0 }), 99);
    expect((await failure(client.list('orders'))).fault).toBe('throttled');
    expect(shop.pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  it('passes on a wait that is too long to sit through', async () => {
    const { shop } = shopAt();
    const later = new Error('resume later');
    const connection = { ...shop.connection(), pause: () => Promise.reject(later) };
    shop.once(/orders/, () => fault('throttled', { status: 429, retry_after_ms: 60_000 }));
    await expect(new WooClient(connection, clock).list('orders')).rejects.toBe(later);
  });

  it.each([
    ['a web page with 200', html(200), 'bad_answer', /web page/],
    ['a page cut short', raw('[{"id":1},{"id"', 200), 'bad_answer', /cut short/],
    ['PHP notices before the JSON', raw('Notice: Undefined index in x.php\n[]', 200), 'bad_answer', /PHP notices/],
    ['a list where one thing was asked for', json({ id: 1 }), 'bad_answer', /not a list/],
    ['an unknown route', refusal(404, 'rest_no_route', 'No route was found.'), 'rejected', /WooCommerce is active/],
    ['a page that is not WordPress', html(404), 'rejected', /Permalinks/],
    ["a firewall's page", html(403), 'unavailable', /firewall/],
    ['a permission that is missing', refusal(403, 'woocommerce_rest_cannot_view', 'No.'), 'auth', /refuses the key/],
    ["a password of the site's own", html(401), 'auth', /password of its own/],
    ['a bad parameter', refusal(400, 'rest_invalid_param', 'Invalid parameter(s): per_page'), 'rejected', /per_page/],
    ['escaped words', refusal(400, 'x', 'Use &lt;b&gt;PUT&lt;/b&gt; &quot;there&quot;.'), 'rejected', /PUT "there"\./],
  ])('tells %s', async (_what, answer, kind, words) => {
    const { shop, client } = shopAt();
    shop.handlers.push(() => answer);
    const error = await failure(client.list('orders'));
    expect(error.fault).toBe(kind);
    expect(error.message).toMatch(words);
    expect(error.message).not.toMatch(/cs_test/);
  });

  it('names the address that it is redirected to, without its query', async () => {
    const { shop, client } = shopAt();
    shop.once(/orders/, () =>
      raw('', 301, { location: 'https://www.shop.example.test/x?consumer_secret=1' }, shop.url),
    );
    const error = await failure(client.list('orders'));
    expect(error).toMatchObject({ fault: 'rejected' });
    expect(error.message).toContain('https://www.shop.example.test;');
    expect(error.message).not.toContain('consumer_secret');
  });

  it('repeats a read whose answer came broken, and stops at slow ones', async () => {
    const { shop, client } = shopAt();
    shop.once(/orders/, () => raw('[{"id"'), 2);
    expect((await client.list('orders')).rows).toEqual([{ id: 1 }]);
    expect(shop.pauses).toEqual([300, 1000]);
    const slow = new FixedClock();
    shop.handlers.push(() => {
      slow.advance(46_000);
      return raw('[{"id"');
    });
    await failure(new WooClient(shop.connection(), slow).list('orders'));
    expect(shop.seen).toHaveLength(4);
  });

  it('takes an answer behind a byte order mark, and what Postgres cannot store out of it', async () => {
    const { shop, client } = shopAt();
    shop.once(/orders/, () => raw('\uFEFF[{"id":1,"a":"x\\u0000y","b":"\\ud83d\\ude00\\ud83d"}]'));
    expect((await client.list('orders')).rows).toEqual([{ id: 1, a: 'xy', b: '😀\uFFFD' }]);
  });
});
