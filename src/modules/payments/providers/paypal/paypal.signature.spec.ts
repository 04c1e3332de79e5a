import { generateKeyPairSync, sign } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { crc32 } from 'node:zlib';
import { isCertificateAddress } from './paypal.address.js';
import { keyOf } from './paypal.certificates.js';
import { isSigned, isTimely, transmissionOf } from './paypal.signature.js';

describe('a signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const body = Buffer.from('{"id":"WH-1","summary":"Käse"}');
  const signed = `t-1|2026-11-01T10:00:00Z|1JE4291016473214C|${crc32(body)}`;
  const headers = {
    'paypal-transmission-id': 't-1',
    'paypal-transmission-time': '2026-11-01T10:00:00Z',
    'paypal-transmission-sig': sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64'),
    'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
    'paypal-auth-algo': 'SHA256withRSA',
  };
  const check = (change: Partial<typeof headers>, bytes: Uint8Array = body, ids = ['OTHER', '1JE4291016473214C']) => {
    const transmission = transmissionOf({ headers: { ...headers, ...change }, raw_body: bytes });
    return transmission !== null && isSigned(transmission, bytes, ids, publicKey);
  };

  it('over these bytes for a subscription of ours is good', () => {
    expect(check({})).toBe(true);
  });

  it('is not over other bytes, for another subscription, at another time', () => {
    expect(check({}, Buffer.from('{"id":"WH-1","summary":"Kase"}'))).toBe(false);
    expect(check({}, body, ['OTHER'])).toBe(false);
    expect(check({}, body, [])).toBe(false);
    expect(check({ 'paypal-transmission-time': '2026-11-01T10:00:01Z' })).toBe(false);
    expect(check({ 'paypal-transmission-id': 't-2' })).toBe(false);
    expect(check({ 'paypal-transmission-sig': 'AAAA' })).toBe(false);
    expect(check({ 'paypal-transmission-sig': 'not base64!' })).toBe(false);
    expect(check({ 'paypal-transmission-id': 't|1' })).toBe(false);
  });

  const NOW = Date.parse('2026-11-05T00:00:00Z');
  it.each([
    ['2026-11-05T00:00:00Z', true],
    ['2026-11-02T00:00:00Z', true],
    ['2026-11-01T00:00:01Z', true],
    ['2026-10-31T23:59:59Z', false],
    ['2026-11-05T00:04:59Z', true],
    ['2026-11-05T00:05:01Z', false],
    ['yesterday', false],
  ])('of %s is timely: %s', (time, timely) => {
    expect(isTimely(time, NOW)).toBe(timely);
  });
});

describe('the address of a certificate', () => {
  const LIVE = 'https://api-m.paypal.com';
  const SANDBOX = 'https://api-m.sandbox.paypal.com';
  const OWN = 'http://127.0.0.1:4010/paypal';
  const path = '/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77';

  it.each([
    [`https://api.paypal.com${path}`, LIVE, true],
    [`https://api-m.paypal.com${path}`, LIVE, true],
    [`https://api.sandbox.paypal.com${path}`, SANDBOX, true],
    // The keys of the other environment are no more than anybody's.
    [`https://api.sandbox.paypal.com${path}`, LIVE, false],
    [`https://api.paypal.com${path}`, SANDBOX, false],
    [`http://api.paypal.com${path}`, LIVE, false],
    [`https://api.paypal.com:8443${path}`, LIVE, false],
    [`https://paypal.com.evil.example${path}`, LIVE, false],
    [`https://evilpaypal.com${path}`, LIVE, false],
    [`https://user@api.paypal.com${path}`, LIVE, false],
    [`https://api.paypal.com${path}?next=1`, LIVE, false],
    [`https://api.paypal.com${path}/../../v2/x`, LIVE, false],
    ['https://api.paypal.com/v1/notifications/certs/', LIVE, false],
    ['https://api.paypal.com/redirect/v1/notifications/certs/CERT-1', LIVE, false],
    ['http://127.0.0.1:4010/paypal/v1/notifications/certs/CERT-1', OWN, true],
    ['http://127.0.0.1:4010/v1/notifications/certs/CERT-1', OWN, false],
    ['http://127.0.0.1:4011/paypal/v1/notifications/certs/CERT-1', OWN, false],
    [`https://api.paypal.com${path}`, OWN, false],
  ])('%s is trusted by %s: %s', (address, api, trusted) => {
    expect(isCertificateAddress(new URL(address), api)).toBe(trusted);
  });
});

describe('a certificate', () => {
  const NOW = Date.parse('2026-11-05T00:00:00Z');
  const [one = '', other = ''] = rootCertificates.filter((pem) => keyOf(pem, NOW, false) !== null);

  it('gives its key while it is valid', () => {
    expect(keyOf(one, NOW, false)?.asymmetricKeyType).toBe('rsa');
    expect(keyOf(one, Date.parse('1980-01-01T00:00:00Z'), false)).toBeNull();
    expect(keyOf(one, Date.parse('2099-01-01T00:00:00Z'), false)).toBeNull();
  });

  it('is refused when it is not PayPal’s by name, is no certificate, or is not issued by the next', () => {
    expect(keyOf(one, NOW, true)).toBeNull();
    expect(keyOf('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', NOW, false)).toBeNull();
    expect(keyOf('<html>', NOW, false)).toBeNull();
    expect(keyOf(`${one}\n${other}`, NOW, false)).toBeNull();
  });
});
