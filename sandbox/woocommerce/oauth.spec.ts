import { baseString, OauthVerifier } from './oauth.js';
import { parseQuery } from './php.js';
import { harness } from './spec-support.js';

describe('the OAuth base string and signature', () => {
  it('equals the example of RFC 5849 section 3.4.1.1, for names that PHP and the RFC sort alike', () => {
    const parameters = parseQuery(
      'b5=%3D%253D&a3=a&a2=r%20b&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_token=kkk9d7dh3k39sjv7' +
        '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_nonce=7d8f3e4a',
    );
    expect(baseString('post', 'http://example.com/request', parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c2%3D%26' +
        'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('accepts the signature that another implementation made (OpenSSL, worked by hand)', () => {
    // printf 'GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Forders&oauth_consumer_key%3Dck_a%26oauth_nonce%3Dn1%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1700000000%26per_page%3D5' | openssl dgst -sha1 -hmac 'cs_b&' -binary | base64
    const verifier = new OauthVerifier(
      [{ consumer_key: 'ck_a', consumer_secret: 'cs_b', permissions: 'read' }],
      () => 1_700_000_000,
    );
    const parameters = parseQuery(
      'per_page=5&oauth_consumer_key=ck_a&oauth_nonce=n1&oauth_signature_method=HMAC-SHA1' +
        '&oauth_timestamp=1700000000&oauth_signature=%2BjnLzrSrS1zxYxcqFRyqFf1TLt4%3D',
    );
    const request = {
      method: 'GET',
      address: 'http://shop.example/wp-json/wc/v3/orders',
      parameters,
      authorization: '',
    };
    expect(verifier.verify(request)?.consumer_key).toBe('ck_a');
    expect(() => verifier.verify(request)).toThrow('nonce has already been used');
  });
});

describe('authentication over plain http', () => {
  const shop = harness();

  it.each(['HMAC-SHA1', 'HMAC-SHA256'] as const)('lets a request in that is signed with %s', async (method) => {
    expect((await shop.get('orders', { search: "O'Brien & a+b ~ü*", per_page: '1' }, { method })).status).toBe(200);
  });

  it('ignores Basic and keys in the query, as if nothing had been sent', async () => {
    const basic = `Basic ${Buffer.from('ck_sandbox_demo:cs_sandbox_demo').toString('base64')}`;
    const answers = [
      await shop.get('orders', {}, { key: null, headers: { authorization: basic } }),
      await shop.get('orders', { consumer_key: 'ck_sandbox_demo', consumer_secret: 'cs_sandbox_demo' }, { key: null }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.record).toEqual({
        code: 'woocommerce_rest_cannot_view',
        message: 'Sorry, you cannot list resources.',
        data: { status: 401 },
      });
    }
  });

  it.each([
    ['an unknown key', { key: ['ck_other', 'cs_sandbox_demo'] as [string, string] }, 'Consumer key is invalid.'],
    [
      'a wrong secret',
      { key: ['ck_sandbox_demo', 'cs_other'] as [string, string] },
      'Invalid signature - provided signature does not match.',
    ],
    ['a stale timestamp', { oauth: { oauth_timestamp: '1000000000' } }, 'Invalid timestamp.'],
  ])('refuses %s', async (_, how, message) => {
    const answer = await shop.get('orders', {}, how);
    expect(answer.status).toBe(401);
    expect(answer.record).toMatchObject({ code: 'woocommerce_rest_authentication_error', message });
  });

  it('names a missing parameter', async () => {
    const answer = await shop.get('orders', { oauth_consumer_key: 'ck_sandbox_demo' }, { key: null });
    expect(answer.record.code).toBe('woocommerce_rest_authentication_missing_parameter');
  });

  it('fails lists that are written with brackets, and takes them with commas', async () => {
    const bracketed = await shop.get('orders', { 'status[]': 'completed' });
    const indexed = await shop.get('orders', { 'include[0]': '1', 'include[1]': '2' });
    const ten = await shop.get(
      'orders',
      Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`include[${i}]`, '1'])),
    );
    expect([bracketed.status, indexed.status, ten.status]).toEqual([401, 200, 401]);
    expect((await shop.get('orders', { status: 'completed,processing' })).status).toBe(200);
  });

  it('lets a read key read and refuses its writes', async () => {
    const key: [string, string] = ['ck_sandbox_readonly', 'cs_sandbox_readonly'];
    expect((await shop.get('products', {}, { key })).status).toBe(200);
    const body = { topic: 'order.created', delivery_url: 'http://127.0.0.1:9/x' };
    const refused = await shop.call('POST', 'webhooks', {}, { key, body });
    expect(refused.status).toBe(401);
    expect(refused.record.message).toBe('The API key provided does not have write permissions.');
  });
});
