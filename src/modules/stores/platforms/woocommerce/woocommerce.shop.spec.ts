import { FixedClock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { FakeShop, fault, html, json, raw, refusal } from './testing/fake-shop.js';
import { WooCommercePlatform } from './woocommerce.platform.js';

const INDEX = {
  name: 'Caf&eacute; &amp; Co',
  url: 'https://shop.example.test/store',
  home: 'https://shop.example.test/store',
  gmt_offset: -5,
  timezone_string: 'America/New_York',
  namespaces: ['wp/v2', 'wc/v3'],
};

function shopWith(index: JsonObject = {}, url = 'https://shop.example.test/store'): FakeShop {
  const shop = new FakeShop(url);
  for (const name of ['orders', 'products', 'customers']) shop.lists.set(name, []);
  shop.handlers.push(({ path, url: { origin, pathname } }) => {
    if (path.endsWith('/wp-json/')) {
      return raw(JSON.stringify({ ...INDEX, ...index }), 200, {}, `${origin}${pathname}?_fields=name`);
    }
    return path === 'data/currencies/current' ? json({ code: 'USD', name: 'US dollar' }) : undefined;
  });
  return shop;
}

function verify(shop: FakeShop): ReturnType<WooCommercePlatform['verify']> {
  return new WooCommercePlatform(new FixedClock()).verify(shop.connection());
}

async function refused(shop: FakeShop): Promise<ProviderError> {
  const error: unknown = await verify(shop).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`no ProviderError but ${String(error)}`);
}

describe('verify', () => {
  it('reads the shop, its index without the key', async () => {
    const shop = shopWith();
    expect(await verify(shop)).toEqual({
      platform_store_id: 'shop.example.test/store',
      name: 'Café & Co',
      domain: 'shop.example.test',
      currency: 'USD',
      timezone: 'America/New_York',
      warnings: [],
    });
    expect(shop.seen[0]?.headers.authorization).toBeUndefined();
    expect(shop.seen.map(({ path }) => path).slice(1)).toEqual([
      'orders',
      'products',
      'customers',
      'data/currencies/current',
    ]);
  });

  it.each([
    [5.5, '+05:30'],
    [-3.5, '-03:30'],
    ['10', '+10:00'],
    [0, 'UTC'],
  ])('takes the offset %p as %s where the site has no city', async (gmt_offset, timezone) => {
    const info = await verify(shopWith({ timezone_string: '', gmt_offset }));
    expect(info.timezone).toBe(timezone);
    expect(info.warnings).toHaveLength(timezone === 'UTC' ? 0 : 1);
  });

  it('warns of plain http, of a key in the query and of another name of the shop', async () => {
    const plain = shopWith({ home: 'http://shop.example.test/store' }, 'http://shop.example.test/store');
    expect((await verify(plain)).warnings).toEqual([expect.stringContaining('plain http')]);
    const dropping = shopWith({ home: 'https://www.example.test' });
    dropping.handlers.push(({ query, path }) =>
      path === 'orders' && query.consumer_key === undefined
        ? refusal(401, 'woocommerce_rest_cannot_view', 'no')
        : undefined,
    );
    const info = await verify(dropping);
    expect(info.platform_store_id).toBe('www.example.test');
    expect(info.warnings).toEqual([expect.stringContaining('access log'), expect.stringContaining('www.example.test')]);
  });

  it.each(['orders', 'products', 'customers'])(
    'names the permission that %s lacks, in the server’s words',
    async (what) => {
      const shop = shopWith();
      shop.once(new RegExp(`^${what}$`), () => refusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot.'), 2);
      const error = await refused(shop);
      expect(error).toMatchObject({ fault: 'auth', provider_message: 'Sorry, you cannot.' });
      expect(error.message).toContain(`GET ${what}`);
    },
  );

  it('tells the address that the signature must bear, over plain http', async () => {
    const shop = shopWith({ home: 'http://localhost:8088/' }, 'http://127.0.0.1:8088');
    const code = 'woocommerce_rest_authentication_error';
    shop.once(/^orders$/, () => refusal(401, code, 'Invalid signature - provided signature does not match.'));
    const error = await refused(shop);
    expect(error.fault).toBe('auth');
    expect(error.message).toContain('http://localhost:8088/');
  });

  it.each([
    ['plain permalinks', html(404), /Permalinks/],
    ['a page that is no WordPress', html(200), /Permalinks/],
    ['JSON that is no WordPress', json({ hello: 1 }), /Permalinks/],
    ['a firewall', html(403), /firewall/],
    ["a password of the site's own", html(401), /password of its own/],
    ['a WordPress without WooCommerce', json({ ...INDEX, namespaces: ['wp/v2'] }), /WooCommerce is not active/],
  ])('refuses the address behind which there is %s', async (_what, answer, words) => {
    const shop = shopWith();
    shop.handlers.unshift(({ path }) =>
      path.endsWith('/wp-json/')
        ? raw(answer.text(), answer.status, answer.headers, `${shop.url}/wp-json/`)
        : undefined,
    );
    const error = await refused(shop);
    expect(error.fault).toBe('rejected');
    expect(error.message).toMatch(words);
  });

  it('asks for the address that the shop redirects to', async () => {
    const shop = shopWith();
    shop.handlers.unshift(({ path }) =>
      path.endsWith('/wp-json/')
        ? raw(JSON.stringify(INDEX), 200, {}, 'https://www.shop.example.test/store/wp-json/?_fields=name')
        : undefined,
    );
    expect(await refused(shop)).toMatchObject({
      fault: 'rejected',
      message: expect.stringContaining('https://www.shop.example.test/store, not at https://shop.example.test/store'),
    });
  });

  it('leaves it to the key where a plug-in hides the index', async () => {
    const shop = shopWith();
    shop.handlers.unshift(({ path }) =>
      path.endsWith('/wp-json/') ? refusal(401, 'rest_not_logged_in', 'You are not currently logged in.') : undefined,
    );
    expect(await verify(shop)).toMatchObject({
      name: 'shop.example.test',
      timezone: 'UTC',
      warnings: [expect.stringContaining('time zone')],
    });
  });

  it('is unavailable when the shop is', async () => {
    const shop = shopWith();
    shop.handlers.unshift(() => fault('unavailable'));
    expect((await refused(shop)).fault).toBe('unavailable');
  });
});
