import { AppError } from '../../../../common/errors/app-error.js';
import { parseShopifyCredentials, shopDomainOf } from './shopify.credentials.js';

function faultsOf(input: Record<string, unknown>): string[] {
  try {
    parseShopifyCredentials(input);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.details.errors as { field: string }[]).map((fault) => fault.field);
  }
}

describe('shopDomainOf', () => {
  it.each([
    'demo',
    'DEMO.myshopify.com',
    ' demo.myshopify.com ',
    'https://demo.myshopify.com',
    'http://Demo.MyShopify.com/admin/products?x=1#y',
    'demo.myshopify.com.',
    'https://admin.shopify.com/store/demo/orders',
  ])('%j is demo.myshopify.com', (text) => {
    expect(shopDomainOf(text)).toBe('demo.myshopify.com');
  });

  it.each([
    '',
    '-demo',
    'shop.example.com',
    'demo.myshopify.com.evil.example',
    'evil.example/demo.myshopify.com',
    'demo.myshopify.com@evil.example',
    'a@demo.myshopify.com',
    'demo.myshopify.com:8080',
    'x.demo.myshopify.com',
    'de mo',
    'démo',
    'demo\nx.myshopify.com',
    'a'.repeat(300),
  ])('%j names no shop', (text) => {
    expect(shopDomainOf(text)).toBeNull();
  });
});

describe('parseShopifyCredentials', () => {
  it('accepts a token, a token with the secret that signs webhooks, and an app', () => {
    expect(parseShopifyCredentials({ shop_domain: 'Demo', access_token: ' shpat_1 ' })).toEqual({
      shop_domain: 'demo.myshopify.com',
      access_token: 'shpat_1',
    });
    expect(faultsOf({ shop_domain: 'demo', access_token: 't', client_secret: 's' })).toEqual([]);
    expect(faultsOf({ shop_domain: 'demo', client_id: 'i', client_secret: 's' })).toEqual([]);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ['shop_domain', 'access_token']],
    [{ shop_domain: 'demo' }, ['access_token']],
    [{ shop_domain: 'demo', client_id: 'i' }, ['client_secret']],
    [{ shop_domain: 'demo', client_secret: 's' }, ['access_token']],
    [{ shop_domain: 'demo', access_token: 't', client_id: 'i', client_secret: 's' }, ['client_id']],
    [{ shop_domain: 'shop.example.com', access_token: 't' }, ['shop_domain']],
    [{ shop_domain: 'demo', access_token: 'a\r\nHost: evil' }, ['access_token']],
    [{ shop_domain: 'demo', access_token: '  ' }, ['access_token']],
    [{ shop_domain: 5, access_token: ['t'] }, ['shop_domain', 'access_token']],
    [{ shop_domain: 'demo', access_token: 't', password: 'x' }, ['password']],
  ])('refuses %j naming %j', (input, fields) => {
    expect(faultsOf(input).sort()).toEqual(fields.map((field) => `credentials.${field}`).sort());
  });
});
