import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import { ShopifyClient } from './shopify.client.js';
import { CostExceededError } from './shopify.errors.js';
import { ShopifyTokens } from './shopify.tokens.js';
import { failed, type FakeAnswer, FakeShopify, ok, throttled } from './testing/fake-shopify.js';

const APP = { shop_domain: 'demo.myshopify.com', client_id: 'id', client_secret: 'secret' };
const QUERY = 'query KsapTest { shop { id } }';

function setup() {
  const clock = { now: 0 };
  const addressOf = (domain: string) => `https://${domain}`;
  const client = new ShopifyClient(addressOf, new ShopifyTokens(addressOf, () => clock.now));
  const fake = new FakeShopify();
  const run = (connection: PlatformConnection) => client.run(connection, QUERY, {}, 7);
  return { clock, fake, run };
}

async function faultOf(answer: FakeAnswer): Promise<ProviderError> {
  const { fake, run } = setup();
  fake.on('KsapTest', answer);
  const error: unknown = await run(fake.connection()).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error('no ProviderError');
  return error;
}

function token(access_token: string, expires_in = 86_399): FakeAnswer {
  return { body: { access_token, scope: 'read_orders', expires_in } };
}

describe('a write that must not be done twice', () => {
  const writing = () => {
    const { fake } = setup();
    const client = new ShopifyClient(
      (domain) => `https://${domain}`,
      new ShopifyTokens(
        (domain) => `https://${domain}`,
        () => 0,
      ),
    );
    return { fake, write: () => client.run(fake.connection(), QUERY, {}, 7, false) };
  };

  it.each<[string, FakeAnswer]>([
    ['a web page', { body: '<html>' }],
    ['a body that was cut', { body: '{"data":' }],
    ['no data', { body: { data: null } }],
    ['a server error', { status: 500, body: '' }],
    ['an error within', failed('INTERNAL_SERVER_ERROR', 'Oops')],
    ['a time-out within', failed('TIMEOUT', 'Too slow')],
  ])('is sent once and its outcome is unknown after %s', async (_name, answer) => {
    const { fake, write } = writing();
    fake.on('KsapTest', answer);
    await expect(write()).rejects.toMatchObject({ fault: 'unknown_outcome' });
    expect(fake.named('KsapTest')).toHaveLength(1);
  });

  it.each<[string, FakeAnswer, string]>([
    ['a refusal', failed('undefinedField', 'No such field'), 'rejected'],
    ['a missing scope', failed('ACCESS_DENIED', 'No'), 'auth'],
    ['a frozen shop', { status: 402, body: '' }, 'unavailable'],
  ])('is known not to be done after %s', async (_name, answer, fault) => {
    const { fake, write } = writing();
    fake.on('KsapTest', answer);
    await expect(write()).rejects.toMatchObject({ fault });
  });

  it('waits for points and is sent again, for it was not begun', async () => {
    const { fake, write } = writing();
    fake.on('KsapTest', throttled(10, 0), ok({ done: true }));
    expect((await write()).data).toEqual({ done: true });
  });
});

describe('ShopifyClient.run', () => {
  it('posts to the versioned address with the token, takes the cost before and learns what is left after', async () => {
    const { fake, run } = setup();
    fake.on('KsapTest', ok({ shop: { id: 'x' } }, 12, 900));
    const answer = await run(fake.connection());
    expect(answer).toEqual({ data: { shop: { id: 'x' } }, requested_cost: 12, capacity: 1000, api_version: '2026-10' });
    expect(fake.calls[0]).toMatchObject({
      url: 'https://demo.myshopify.com/admin/api/2026-10/graphql.json',
      headers: { 'x-shopify-access-token': 'shpat_1' },
    });
    expect(fake.taken).toEqual([7]);
    expect(fake.learnt).toEqual([{ available: 900, capacity: 1000, restore_per_second: 100 }]);
  });

  it('waits until the bucket holds the cost, then asks again', async () => {
    const { fake, run } = setup();
    fake.on('KsapTest', throttled(400, 150), ok({ shop: {} }));
    await run(fake.connection());
    expect(fake.pauses).toEqual([2500]);
    expect(fake.calls).toHaveLength(2);
  });

  it('gives up as throttled, with the time to come back, when Shopify never has points', async () => {
    const { fake, run } = setup();
    fake.on('KsapTest', throttled(400, 0));
    await expect(run(fake.connection())).rejects.toMatchObject({ fault: 'throttled', retry_after_ms: 4000 });
    expect(fake.calls.length).toBeLessThan(12);
  });

  it('asks for less instead of waiting for ever when the query is larger than the bucket', async () => {
    expect(await faultOf(throttled(60, 40, 40))).toBeInstanceOf(CostExceededError);
    expect(await faultOf(failed('MAX_COST_EXCEEDED', 'Query cost is 2003'))).toBeInstanceOf(CostExceededError);
  });

  it('does not use data that came beside an error', async () => {
    const error = await faultOf(
      failed('ACCESS_DENIED', 'Access denied for customer field', { orders: { nodes: [null] } }),
    );
    expect(error).toMatchObject({ fault: 'auth', provider_code: 'ACCESS_DENIED' });
    expect(error.message).toContain('Access denied for customer field');
  });

  it.each<[string, FakeAnswer, string]>([
    ['401', { status: 401, body: { errors: '[API] Invalid API key or access token' } }, 'auth'],
    ['403', { status: 403, body: 'no' }, 'auth'],
    ['402', { status: 402, body: { errors: 'Unavailable Shop' } }, 'unavailable'],
    ['404', { status: 404, body: { errors: 'Not Found' } }, 'rejected'],
    ['423', { status: 423, body: {} }, 'unavailable'],
    ['430', { status: 430, body: '' }, 'throttled'],
    ['301', { status: 301, body: '' }, 'rejected'],
    ['502', { status: 502, body: '<html>' }, 'unavailable'],
    ['a schema error', failed(null, "Field 'x' doesn't exist on type 'Shop'"), 'rejected'],
    ['errors as a text', { body: { errors: 'Not Found' } }, 'rejected'],
    ['an internal error', failed('INTERNAL_SERVER_ERROR', 'Oops'), 'unavailable'],
    ['HTML', { body: '<html>' }, 'bad_answer'],
    ['cut JSON', { body: '{"data":{"shop":{"id":' }, 'bad_answer'],
    ['a list', { body: '[]' }, 'bad_answer'],
    ['no data', { body: {} }, 'bad_answer'],
    ['data that is null', { body: { data: null } }, 'bad_answer'],
  ])('answers %s with %s', async (_what, answer, fault) => {
    expect((await faultOf(answer)).fault).toBe(fault);
  });

  it('asks again, not for ever, when the answer was cut', async () => {
    const { fake, run } = setup();
    const cut = { body: '{"data":{"shop":{"id":' };
    fake.on('KsapTest', cut, cut, ok({ shop: {} }));
    expect((await run(fake.connection())).data).toEqual({ shop: {} });
    fake.on('KsapTest', cut);
    await expect(run(fake.connection())).rejects.toMatchObject({ fault: 'bad_answer' });
    expect(fake.calls).toHaveLength(6);
    expect(fake.taken).toHaveLength(2);
  });

  it("carries Shopify's own words", async () => {
    const error = await faultOf({ status: 402, body: { errors: 'Unavailable Shop' } });
    expect(error.message).toBe('The shop demo.myshopify.com is frozen: its bill is unpaid (Unavailable Shop)');
  });
});

describe('tokens of the client-credentials grant', () => {
  it('are asked for once and kept until shortly before their end', async () => {
    const { clock, fake, run } = setup();
    fake.on('token', token('first'), token('second')).on('KsapTest', ok({}));
    await Promise.all([run(fake.connection(APP)), run(fake.connection(APP))]);
    expect(fake.named('token').map((call) => call.body)).toEqual([
      'grant_type=client_credentials&client_id=id&client_secret=secret',
    ]);
    clock.now = (86_399 - 301) * 1000;
    await run(fake.connection(APP));
    expect(fake.named('token')).toHaveLength(1);
    clock.now = (86_399 - 299) * 1000;
    await run(fake.connection(APP));
    expect(fake.named('KsapTest').map((call) => call.headers['x-shopify-access-token'])).toEqual([
      'first',
      'first',
      'first',
      'second',
    ]);
  });

  it('are asked for anew, once, when Shopify refuses one', async () => {
    const { fake, run } = setup();
    fake.on('token', token('old'), token('new')).on('KsapTest', { status: 401, body: {} }, ok({ shop: {} }));
    await run(fake.connection(APP));
    expect(fake.named('KsapTest').map((call) => call.headers['x-shopify-access-token'])).toEqual(['old', 'new']);
  });

  it('do not hammer when every one is refused', async () => {
    const { fake, run } = setup();
    fake.on('token', token('t')).on('KsapTest', { status: 401, body: {} });
    await expect(run(fake.connection(APP))).rejects.toMatchObject({ fault: 'auth' });
    expect(fake.named('KsapTest')).toHaveLength(2);
  });

  it('tell why Shopify gives none, and are asked for again at the next call', async () => {
    const { fake, run } = setup();
    const refusal = { status: 400, body: { error: 'shop_not_permitted', error_description: 'Not your shop' } };
    fake.on('token', refusal, token('t')).on('KsapTest', ok({}));
    await expect(run(fake.connection(APP))).rejects.toMatchObject({ fault: 'auth', provider_message: 'Not your shop' });
    await run(fake.connection(APP));
  });

  it('must be in the answer', async () => {
    const { fake, run } = setup();
    fake.on('token', { body: {} });
    await expect(run(fake.connection(APP))).rejects.toMatchObject({ fault: 'bad_answer' });
  });

  it('are not shared between apps or shops', async () => {
    const { fake, run } = setup();
    fake.on('token', token('a'), token('b'), token('c')).on('KsapTest', ok({}));
    await run(fake.connection(APP));
    await run(fake.connection({ ...APP, client_secret: 'other' }));
    await run(fake.connection({ ...APP, shop_domain: 'two.myshopify.com' }));
    expect(fake.named('token')).toHaveLength(3);
  });
});
