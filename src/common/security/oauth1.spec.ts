import { type Parameter, percentEncode, signatureBase } from './oauth1.js';

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
