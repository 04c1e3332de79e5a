import { FixedClock } from '../../../../common/clock/clock.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { MagentoClient, skuPath } from './magento.client.js';
import { whereAny, where } from './magento.search.js';
import { FakeMagento, fault, json, raw } from './testing/fake-magento.js';

const clock = new FixedClock();

function shopAt(credentials: Record<string, string> = {}): { shop: FakeMagento; client: MagentoClient } {
  const shop = new FakeMagento();
  return { shop, client: new MagentoClient(shop.connection(credentials), clock) };
}

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`no ProviderError: ${String(error)}`);
}

describe('MagentoClient', () => {
  it('asks the global scope, with a bearer token', async () => {
    const { shop, client } = shopAt();
    await client.search('orders', {
      groups: [where('state', 'eq', 'new'), whereAny('sku', ['a', 'b,c'])],
      sort: 'entity_id',
      page_size: 5,
    });
    expect(shop.seen[0]?.request.url).toMatch(/^https:\/\/shop\.example\.test\/rest\/all\/V1\/orders\?/);
    expect(shop.seen[0]?.headers.authorization).toBe('Bearer token-0123');
    expect(shop.seen[0]?.query).toMatchObject({
      'searchCriteria[filter_groups][0][filters][0][field]': 'state',
      'searchCriteria[filter_groups][1][filters][0][condition_type]': 'in',
      'searchCriteria[filter_groups][1][filters][1][condition_type]': 'eq',
      'searchCriteria[filter_groups][1][filters][1][value]': 'b,c',
      'searchCriteria[sortOrders][0][direction]': 'ASC',
      'searchCriteria[pageSize]': '5',
    });
  });

  it('signs each try anew, with a nonce of its own', async () => {
    const four = { consumer_key: 'ck', consumer_secret: 'cs', access_token_secret: 'as' };
    const { shop, client } = shopAt(four);
    shop.answers.push(
      () => fault('unavailable', { status: 500 }),
      () => json({ message: 'The nonce is already being used by the consumer' }, 401),
    );
    await client.search('orders', { groups: [], page_size: 1 });
    const headers = shop.seen.map((seen) => seen.headers.authorization ?? '');
    expect(headers).toHaveLength(3);
    expect(new Set(headers.map((header) => /oauth_nonce="(\w+)"/.exec(header)?.[1])).size).toBe(3);
    expect(shop.seen.every(({ request }) => request.retries === 0)).toBe(true);
  });

  it('waits as long as it is told when it asked too much, writes included', async () => {
    const { shop, client } = shopAt();
    shop.answers.push(
      () => fault('throttled', { retry_after_ms: 4500 }),
      () => fault('throttled'),
      () => json(9),
    );
    expect(await client.send('POST', 'order/1/ship', {})).toBe(9);
    expect(shop.pauses).toEqual([4500, 2000]);
    expect(shop.blocked).toEqual(shop.pauses);
  });

  it('does not repeat a write by itself, but one of absolute values', async () => {
    const { shop, client } = shopAt();
    shop.answers.push(() => fault('unavailable', { status: 502 }));
    expect((await failure(client.send('POST', 'order/1/ship', {}))).fault).toBe('unavailable');
    expect(shop.seen).toHaveLength(1);
    expect(shop.seen[0]?.request.idempotent).toBe(false);
    shop.answers.push(
      () => fault('unavailable', { status: 502 }),
      () => json(true),
    );
    expect(await client.set('PUT', 'products/a', { product: { sku: 'a' } })).toBe(true);
    expect(shop.seen).toHaveLength(3);
    expect(shop.seen[2]?.headers['content-type']).toBe('application/json');
  });

  it.each([
    [
      "The consumer isn't authorized to access %resources.",
      { resources: 'Magento_Sales::ship' },
      401,
      'auth',
      /Magento_Sales::ship/,
    ],
    ['No such entity with %fieldName = %fieldValue', { fieldName: 'id', fieldValue: 9 }, 404, 'rejected', /id = 9/],
    ['The "%1" attribute name is invalid.', ['foo'], 400, 'rejected', /"foo"/],
  ])('says in the words of the shop: %s', async (message, parameters, status, kind, words) => {
    const { shop, client } = shopAt();
    shop.otherwise = () => json({ message, parameters }, status);
    const error = await failure(client.get('orders/9'));
    expect(error).toMatchObject({ fault: kind, status });
    expect(error.message).toMatch(words);
  });

  it.each([
    ['a web page with 200', raw('<html>', 200, { 'content-type': 'text/html' }), 'bad_answer', /web page/],
    ['an answer cut short', raw('{"items":[{"id"'), 'bad_answer', /cut short/],
    ["a firewall's page", raw('<html>', 403), 'unavailable', /firewall/],
    ["a server's own password", raw('<html>', 401), 'auth', /password of its own/],
    ['an address without a shop', raw('<html>', 404), 'rejected', /no Magento REST API/],
    ['a list without its count', json({ items: [] }), 'bad_answer', /search result/],
  ])('tells %s', async (_what, answer, kind, words) => {
    const { shop, client } = shopAt();
    shop.otherwise = () => answer;
    const error = await failure(client.search('orders', { groups: [], page_size: 1 }));
    expect(error.fault).toBe(kind);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('token-0123');
  });

  it('names the address that it is redirected to', async () => {
    const { shop, client } = shopAt();
    shop.answers.push(() => raw('', 301, { location: 'https://www.shop.example.test/rest?token=1' }));
    const error = await failure(client.get('orders/1'));
    expect(error.message).toContain('https://www.shop.example.test;');
    expect(error.message).not.toContain('token=1');
  });

  it('escapes a SKU so that its slashes come through', () => {
    expect(skuPath('A B')).toBe('A%20B');
    expect(skuPath('A/B')).toBe('A%252FB');
    expect(skuPath('Ö,50%')).toBe('%C3%96%2C50%25');
  });
});
