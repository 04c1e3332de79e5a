import { createHmac } from 'node:crypto';

import type { ProviderConnection } from '../provider.connection.js';
import type { ProviderDelivery, WebhookTrust } from '../provider.port.js';
import { SquareWebhooks } from './square.webhook.js';

const URL = 'https://ksap.example/api/v1/webhooks/payments/square/0b9d5c1e-2f64-4f0a-9a55-1c2d3e4f5a6b';
const KEY = 'asdf1234ASDF5678';
const NOW = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;

const webhooks = new SquareWebhooks('https://connect.squareup.com');
const connection = (credentials: Record<string, string> = {}): ProviderConnection =>
  ({ credentials }) as unknown as ProviderConnection;
const trust = (more: Partial<WebhookTrust> = {}): WebhookTrust => ({
  secrets: [KEY],
  webhook_ids: ['wbhk_1'],
  callback_url: URL,
  now: NOW,
  ...more,
});
const event = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    merchant_id: '6SSW7HV8K2ST5',
    type: 'payment.updated',
    event_id: 'a7f1c8e2-9a57-4c1b-8d0e-1f2a3b4c5d6e',
    created_at: '2026-11-20T09:59:00Z',
    data: { type: 'payment', id: 'pay_1', object: { payment: { id: 'pay_1' } } },
    ...more,
  });
const delivery = (body: string, signature?: string): ProviderDelivery => ({
  headers: signature === undefined ? {} : { 'x-square-hmacsha256-signature': signature },
  raw_body: Buffer.from(body, 'utf8'),
});
const sign = (body: string, key = KEY, url = URL): string =>
  createHmac('sha256', key)
    .update(url + body)
    .digest('base64');

describe('a delivery of Square', () => {
  it('is signed over the address and the body', async () => {
    // A vector made with another program: printf '%s%s' "$url" "$body" | openssl dgst -sha256 -hmac key -binary | base64
    const body = '{"hello":"world","created_at":"2026-11-20T09:59:00Z"}';
    const given = delivery(body, 'uwNQmciDR0wtPWJVHYQJ1l5Z2t0le78sr25dHlk8Zto=');
    const at = trust({ callback_url: 'https://example.com/webhook', secrets: ['asdf1234'] });
    expect(await webhooks.verify(connection(), given, at)).toBe(true);
    expect(await webhooks.verify(connection(), given, { ...at, callback_url: 'https://example.com/webhook/' })).toBe(
      false,
    );
  });

  it.each([
    ['the right one', [KEY], true],
    ['the older of two', ['newer-key', KEY], true],
    ['no key at all', [], false],
    ['another key', ['other'], false],
    ['an empty key', [''], false],
  ])('is believed with %s: %j', async (_words, secrets, expected) => {
    const body = event();
    expect(await webhooks.verify(connection(), delivery(body, sign(body)), trust({ secrets }))).toBe(expected);
  });

  it('signed with an empty key is believed by nobody', async () => {
    const body = event();
    expect(await webhooks.verify(connection(), delivery(body, sign(body, '')), trust({ secrets: [''] }))).toBe(false);
  });

  it('is believed with the key that a person gave by hand', async () => {
    const body = event();
    const given = delivery(body, sign(body));
    expect(await webhooks.verify(connection({ webhook_signature_key: KEY }), given, trust({ secrets: [] }))).toBe(true);
  });

  it.each([
    ['one byte of the body changed', event().replace('pay_1', 'pay_2'), sign(event())],
    ['signed for another address', event(), sign(event(), KEY, 'https://evil.example/')],
    ['unsigned', event(), undefined],
    [
      'signed in hex',
      event(),
      createHmac('sha256', KEY)
        .update(URL + event())
        .digest('hex'),
    ],
    ['signed with half a signature', event(), sign(event()).slice(0, 20)],
  ])('with %s is refused', async (_words, body, signature) => {
    expect(await webhooks.verify(connection(), delivery(body, signature), trust())).toBe(false);
  });

  it.each([
    [72, true],
    [74, false],
  ])('of an event %i hours ago is recent: %s', async (hours, expected) => {
    const body = event({ created_at: new Date(NOW - hours * HOUR).toISOString() });
    expect(await webhooks.verify(connection(), delivery(body, sign(body)), trust())).toBe(expected);
  });

  it.each([
    ['created_at', undefined],
    ['created_at', 'soon'],
  ])('without a time (%s %j) is refused', async (name, value) => {
    const body = event({ [name]: value });
    expect(await webhooks.verify(connection(), delivery(body, sign(body)), trust())).toBe(false);
  });
});

describe('what a delivery means', () => {
  const understood = (more: Record<string, unknown>): unknown => webhooks.understand(delivery(event(more)));

  it.each([
    ['payment.created', { id: 'pay_1', object: { payment: { id: 'pay_1' } } }, 'payments', 'pay_1'],
    ['refund.updated', { id: 'ref_1', object: { refund: { id: 'ref_1', payment_id: 'pay_1' } } }, 'refunds', 'ref_1'],
    ['dispute.state.updated', { id: 'evt', object: { dispute: { id: 'dis_1' } } }, 'disputes', 'dis_1'],
    ['payout.paid', { id: 'po_1', object: {} }, 'payouts', 'po_1'],
    ['catalog.version.updated', {}, null, null],
  ])('%s names what to read anew', (type, data, resource, id) => {
    expect(understood({ type, data })).toEqual({
      delivery_id: 'a7f1c8e2-9a57-4c1b-8d0e-1f2a3b4c5d6e',
      topic: type,
      resource,
      platform_id: id,
    });
  });

  it.each([[{ event_id: null }], [{ type: 7 }], [{ data: {} }]])('%j is not Square’s', (more) => {
    expect(() => understood(more)).toThrow(expect.objectContaining({ fault: 'bad_answer' }) as Error);
  });

  it('that is no JSON is not Square’s', () => {
    expect(() => webhooks.understand(delivery('{"type":'))).toThrow('names no event');
  });
});
