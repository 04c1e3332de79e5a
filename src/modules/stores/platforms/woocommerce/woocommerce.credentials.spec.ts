import { AppError } from '../../../../common/errors/app-error.js';
import { parseCredentials } from './woocommerce.credentials.js';

const keys = { consumer_key: 'ck_0123', consumer_secret: 'cs_0123' };

function faultsOf(input: Record<string, unknown>): Record<string, string> {
  try {
    parseCredentials(input);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const errors = error.details.errors as { field: string; reason: string }[];
    return Object.fromEntries(errors.map(({ field, reason }) => [field, reason]));
  }
  throw new Error('was accepted');
}

describe('parseCredentials', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com'],
    ['  https://Shop.Example.com/  ', 'https://shop.example.com'],
    ['shop.example.com', 'https://shop.example.com'],
    ['HTTP://shop.example.com:80', 'http://shop.example.com'],
    ['https://shop.example.com:8443/store/', 'https://shop.example.com:8443/store'],
    ['https://shop.example.com/wp-json', 'https://shop.example.com'],
    ['https://shop.example.com/store/wp-json/wc/v3/', 'https://shop.example.com/store'],
    ['https://shop.example.com/wp-admin/admin.php', 'https://shop.example.com'],
    ['http://127.0.0.1:4100/woocommerce/demo', 'http://127.0.0.1:4100/woocommerce/demo'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('takes %j as %s', (url, canonical) => {
    expect(parseCredentials({ url, ...keys })).toEqual({ url: canonical, ...keys });
  });

  it.each([
    ['ftp://shop.example.com', 'must begin with https:// or http://'],
    ['javascript:alert(1)', 'is not an address'],
    ['https://user:pw@shop.example.com', 'must not contain a user name or password'],
    ['https://user@shop.example.com', 'must not contain a user name or password'],
    ['https://shop.example.com/?rest_route=/', 'must not contain a query or a fragment'],
    ['https://shop.example.com/#top', 'must not contain a query or a fragment'],
    ['https://', 'is not an address'],
    ['https://shop example.com', 'is not an address'],
    ['https://shop.example.com/a%0d%0ab', 'must not contain white space'],
    ['', 'is required'],
    ['   ', 'is required'],
    [null, 'is required'],
    [17, 'must be text'],
    [`https://a.test/${'x'.repeat(2000)}`, 'must be at most 2000 characters'],
  ])('refuses the address %j: %s', (url, reason) => {
    expect(faultsOf({ url, ...keys })).toEqual({ 'credentials.url': reason });
  });

  it('tells when key and secret are swapped', () => {
    const faults = faultsOf({ url: 'a.test', consumer_key: 'cs_1', consumer_secret: 'ck_1' });
    expect(faults['credentials.consumer_key']).toContain('looks like the consumer_secret');
    expect(faults['credentials.consumer_secret']).toContain('looks like the consumer_key');
  });

  it('names every wrong, missing and unknown field at once', () => {
    expect(faultsOf({ url: 'ftp://a', consumer_key: 'ck_a\nb', token: 'x' })).toEqual({
      'credentials.url': 'must begin with https:// or http://',
      'credentials.consumer_key': 'must be a key that begins with ck_',
      'credentials.consumer_secret': 'is required',
      'credentials.token': 'is not a known field',
    });
  });
});
