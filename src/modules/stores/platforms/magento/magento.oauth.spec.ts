import { createHmac } from 'node:crypto';

import { encodeQuery, type Parameter, percentEncode, signatureBase } from '../../../../common/security/oauth1.js';
import { authorization } from './magento.oauth.js';

const address = 'https://shop.example.com/rest/all/V1/orders';
const query: Parameter[] = [
  ['searchCriteria[filter_groups][0][filters][0][field]', 'sku'],
  ['searchCriteria[filter_groups][0][filters][0][value]', 'A/B +ü'],
  ['fields', 'items[sku]'],
];
const credentials = {
  url: 'https://shop.example.com',
  consumer_key: 'ck',
  consumer_secret: 'c&s',
  access_token: 'at',
  access_token_secret: 'as',
};

describe('OAuth 1.0a', () => {
  it('escapes as RFC 3986 wants it', () => {
    expect(percentEncode("a-._~ !'()*/ü")).toBe('a-._~%20%21%27%28%29%2A%2F%C3%BC');
    expect(encodeQuery([['a[0]', '1,2']])).toBe('a%5B0%5D=1%2C2');
  });

  it('signs method, address without query and all parameters, sorted', () => {
    expect(signatureBase('get', `${address}?x=1`, [...query, ['oauth_nonce', 'n']])).toBe(
      [
        'GET',
        'https%3A%2F%2Fshop.example.com%2Frest%2Fall%2FV1%2Forders',
        percentEncode(
          'fields=items%5Bsku%5D&oauth_nonce=n&searchCriteria%5Bfilter_groups%5D%5B0%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=sku' +
            '&searchCriteria%5Bfilter_groups%5D%5B0%5D%5Bfilters%5D%5B0%5D%5Bvalue%5D=A%2FB%20%2B%C3%BC',
        ),
      ].join('&'),
    );
  });

  it('keys the signature with both secrets, and sends it in the header', () => {
    const header = authorization({ method: 'GET', address, query }, credentials, {
      timestamp: 1_700_000_000,
      nonce: 'n0',
    });
    const given = new Map([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
    expect(header).toMatch(/^OAuth /);
    expect([...given.keys()]).toEqual([
      'oauth_consumer_key',
      'oauth_nonce',
      'oauth_signature_method',
      'oauth_timestamp',
      'oauth_token',
      'oauth_version',
      'oauth_signature',
    ]);
    expect(header).not.toContain('c&s');
    const own: Parameter[] = [
      ['oauth_consumer_key', 'ck'],
      ['oauth_nonce', 'n0'],
      ['oauth_signature_method', 'HMAC-SHA256'],
      ['oauth_timestamp', '1700000000'],
      ['oauth_token', 'at'],
      ['oauth_version', '1.0'],
    ];
    const base = signatureBase('GET', address, [...query, ...own]);
    const expected = createHmac('sha256', 'c%26s&as').update(base).digest('base64');
    expect(decodeURIComponent(given.get('oauth_signature') ?? '')).toBe(expected);
  });
});
