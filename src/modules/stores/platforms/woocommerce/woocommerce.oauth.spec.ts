import { encodeQuery, percentEncode, signQuery, signature, signatureBase } from './woocommerce.oauth.js';
import type { Parameter } from './woocommerce.oauth.js';

describe('percentEncode', () => {
  it.each([
    ['abcABC123-._~', 'abcABC123-._~'],
    ["!'()*", '%21%27%28%29%2A'],
    [' +&=/?%,[]', '%20%2B%26%3D%2F%3F%25%2C%5B%5D'],
    ['ü☃😀', '%C3%BC%E2%98%83%F0%9F%98%80'],
  ])('%j is %s', (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });
});

describe('signatureBase', () => {
  it('is that of RFC 5849, section 3.4.1.1', () => {
    const parameters: Parameter[] = [
      ['b5', '=%3D'],
      ['a3', 'a'],
      ['c@', ''],
      ['a2', 'r b'],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['c2', ''],
      ['a3', '2 q'],
    ];
    expect(signatureBase('post', 'http://EXAMPLE.COM:80/request', parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26' +
        'c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('keeps a port that is not the default one, and the path as it is', () => {
    expect(signatureBase('GET', 'http://127.0.0.1:8088/a%20b/wp-json/wc/v3/orders', [])).toBe(
      'GET&http%3A%2F%2F127.0.0.1%3A8088%2Fa%2520b%2Fwp-json%2Fwc%2Fv3%2Forders&',
    );
  });
});

describe('signature', () => {
  it('is that of RFC 5849, section 1.2, where there is no token', () => {
    const base = signatureBase('POST', 'https://photos.example.net/initiate', [
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131200'],
      ['oauth_nonce', 'wIjqoS'],
      ['oauth_callback', 'http://printer.example.com/ready'],
    ]);
    expect(signature(base, 'kd94hf93k423kf44', 'sha1')).toBe('74KNZJeDHnMBp0EMJ9ZHt/XKycU=');
  });
});

describe('signQuery', () => {
  const signer = { consumer_key: 'ck_a', consumer_secret: 'cs_b', timestamp: 1_795_300_000, nonce: 'abc' };

  it('adds the parameters of OAuth with an HMAC-SHA256 over everything before', () => {
    const query: Parameter[] = [
      ['include', '1,2,3'],
      ['per_page', '100'],
    ];
    const signed = signQuery('GET', 'http://shop.example.test/wp-json/wc/v3/orders', query, signer);
    expect(encodeQuery(signed)).toBe(
      'include=1%2C2%2C3&per_page=100&oauth_consumer_key=ck_a&oauth_nonce=abc&oauth_signature_method=HMAC-SHA256' +
        '&oauth_timestamp=1795300000&oauth_signature=VNLk8%2BTqHKgW1ftNzRI7%2BEBpo1IfhQDHjkXffVcDzGE%3D',
    );
  });

  it('gives another signature for another method, address, parameter or secret', () => {
    const sign = (method: string, address: string, value: string, secret: string): string =>
      signQuery(method, address, [['a', value]], { ...signer, consumer_secret: secret }).at(-1)?.[1] ?? '';
    const signatures = [
      sign('GET', 'http://a.test/x', '1', 's'),
      sign('PUT', 'http://a.test/x', '1', 's'),
      sign('GET', 'http://a.test/y', '1', 's'),
      sign('GET', 'http://a.test/x', '2', 's'),
      sign('GET', 'http://a.test/x', '1', 't'),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});
