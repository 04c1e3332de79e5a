import { encodeQuery, type Parameter, signatureBase } from '../../../../common/security/oauth1.js';
import { signature, signQuery } from './woocommerce.oauth.js';

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
