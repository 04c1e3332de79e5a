import { createHmac } from 'node:crypto';
import { newSecret, signedHeaders } from './webhook-signature.js';

describe('signedHeaders', () => {
  it('signs as the published example of Standard Webhooks does', () => {
    // From the test vectors of https://github.com/standard-webhooks/standard-webhooks
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      new Date(1614265330_000),
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(headers['webhook-timestamp']).toBe('1614265330');
    expect(headers['webhook-id']).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
  });

  it('signs with every secret that is valid, the new one first', () => {
    const secrets = [newSecret(), newSecret()];
    const now = new Date('2026-11-22T10:30:00.999Z');
    const header = signedHeaders('msg_1', '{"a":"ü"}', secrets, now)['webhook-signature'];
    const expected = secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const text = `msg_1.${Math.floor(now.getTime() / 1000)}.{"a":"ü"}`;
      return `v1,${createHmac('sha256', key).update(text, 'utf8').digest('base64')}`;
    });
    expect(header).toBe(expected.join(' '));
  });
});

describe('newSecret', () => {
  it('is a key of 32 bytes, another each time', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  });
});
