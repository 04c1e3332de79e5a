import { CREDENTIALS, PaypalRig } from './paypal-rig.js';

let rig: PaypalRig;
beforeAll(async () => {
  rig = await PaypalRig.open();
});
afterEach(() => rig.reset());
afterAll(() => rig.close());

describe('a delivery of PayPal', () => {
  it('is checked with the certificate that it names, which is fetched once', async () => {
    const { ids } = await rig.provider.webhooks.register(rig.connect(), rig.receiver.url);
    const { payment_id } = await rig.sandbox.event('paypal', 'payment_succeeded');
    const delivery = await rig.receiver.next((text) => text.includes(String(payment_id)));
    const trust = { secrets: [], webhook_ids: ids, callback_url: rig.receiver.url, now: Date.now() };
    const before = (await rig.calls('/certs/')).length;
    expect(await rig.provider.webhooks.verify(rig.connect(), delivery, trust)).toBe(true);
    expect(await rig.provider.webhooks.verify(rig.connect(), delivery, trust)).toBe(true);
    expect((await rig.calls('/certs/')).length).toBe(before + 1);
    expect(await rig.calls('/verify-webhook-signature')).toEqual([]);
    // Sent again days later it is no news.
    const late = { ...trust, now: trust.now + 5 * 86_400_000 };
    expect(await rig.provider.webhooks.verify(rig.connect(), delivery, late)).toBe(false);
  });

  it('is nobody’s when it names a certificate elsewhere: that is not even fetched', async () => {
    const delivery = rig.receiver.deliveries[0];
    if (delivery === undefined) throw new Error('no delivery');
    const elsewhere = rig.receiver.url.replace('/paypal', '/v1/notifications/certs/CERT-1');
    const forged = { ...delivery, headers: { ...delivery.headers, 'paypal-cert-url': elsewhere } };
    const seen = rig.receiver.deliveries.length;
    const trust = { secrets: [], webhook_ids: ['X'], callback_url: rig.receiver.url, now: Date.now() };
    expect(await rig.provider.webhooks.verify(rig.connect(), forged, trust)).toBe(false);
    expect(rig.receiver.deliveries).toHaveLength(seen);
    const weak = { ...delivery, headers: { ...delivery.headers, 'paypal-auth-algo': 'SHA1withRSA' } };
    expect(await rig.provider.webhooks.verify(rig.connect(), weak, trust)).toBe(false);
  });

  it('is checked by PayPal itself while the certificate cannot be had, and not at all while nobody can tell', async () => {
    const { ids } = await rig.provider.webhooks.register(rig.connect(), rig.receiver.url);
    const { payment_id } = await rig.sandbox.event('paypal', 'payment_succeeded');
    const delivery = await rig.receiver.next((text) => text.includes(String(payment_id)));
    const trust = { secrets: [], webhook_ids: ['SOMEBODY', ...ids], callback_url: rig.receiver.url, now: Date.now() };
    await rig.sandbox.fault({ provider: 'paypal', kind: 'error_500', path: '/certs/' });
    expect(await rig.provider.webhooks.verify(rig.connect(), delivery, trust)).toBe(true);
    const changed = Buffer.from(Buffer.from(delivery.raw_body).toString('utf8').replace('capture', 'captcha'));
    expect(await rig.provider.webhooks.verify(rig.connect(), { ...delivery, raw_body: changed }, trust)).toBe(false);
    const slipped = Buffer.from('{}, "webhook_id": "x", "y": {}');
    expect(await rig.provider.webhooks.verify(rig.connect(), { ...delivery, raw_body: slipped }, trust)).toBe(false);
    await rig.sandbox.fault({ provider: 'paypal', kind: 'error_500', path: '/verify-webhook-signature' });
    await expect(rig.provider.webhooks.verify(rig.connect(), delivery, trust)).rejects.toMatchObject({
      provider: 'paypal',
    });
  });

  it.each([
    ['payment_succeeded', 'PAYMENT.CAPTURE.COMPLETED', 'transactions', 'payment_id'],
    ['refund_created', 'PAYMENT.CAPTURE.REFUNDED', 'transactions', 'refund_id'],
    ['dispute_created', 'CUSTOMER.DISPUTE.CREATED', 'disputes', 'dispute_id'],
  ])('about %s names what to read', async (type, topic, resource, id) => {
    await rig.provider.webhooks.register(rig.connect(), rig.receiver.url);
    const happened = await rig.sandbox.event('paypal', type);
    const delivery = await rig.receiver.next((text) => text.includes(topic) && text.includes(String(happened[id])));
    expect(rig.provider.webhooks.understand(delivery)).toMatchObject({ topic, resource, platform_id: happened[id] });
  });

  it('of other kinds needs no work', () => {
    const body = Buffer.from('{"id":"WH-1","event_type":"BILLING.PLAN.CREATED","resource":{"id":"P-1"}}');
    expect(rig.provider.webhooks.understand({ headers: {}, raw_body: body })).toEqual({
      delivery_id: 'WH-1',
      topic: 'BILLING.PLAN.CREATED',
      resource: null,
      platform_id: null,
    });
  });

  it('comes for the events that are wanted, after somebody else has changed the subscription', async () => {
    const { ids } = await rig.provider.webhooks.register(rig.connect(), rig.receiver.url);
    const path = `/paypal/v1/notifications/webhooks/${ids[0] ?? ''}`;
    const token = (await tokenOf()) ?? '';
    const only = [{ op: 'replace', path: '/event_types', value: [{ name: 'CHECKOUT.ORDER.APPROVED' }] }];
    await rig.sandbox.http.request('PATCH', path, { body: only, headers: { authorization: `Bearer ${token}` } });
    expect(await rig.provider.webhooks.register(rig.connect(), rig.receiver.url)).toEqual({ ids, new_secrets: [] });
    const seen = await rig.sandbox.http.request('GET', path, { headers: { authorization: `Bearer ${token}` } });
    expect(JSON.stringify(seen.body)).toContain('PAYMENT.CAPTURE.COMPLETED');
    await rig.provider.webhooks.remove(rig.connect(), rig.receiver.url);
  });
});

async function tokenOf(): Promise<string | undefined> {
  const basic = Buffer.from(`${CREDENTIALS.client_id}:${CREDENTIALS.client_secret}`).toString('base64');
  const answer = await fetch(`${rig.sandbox.url}/paypal/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token?: string }).access_token;
}
