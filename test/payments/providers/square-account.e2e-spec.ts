import type { ProviderDelivery, WebhookTrust } from '../../../src/modules/payments/providers/provider.port.js';
import { aReceiver, type Receiver } from '../../webhook-endpoints/receiver.js';
import { until } from '../../support/until.js';
import { SquareRig, TOKENS } from './square-rig.js';

describe('Square, connected', () => {
  let rig: SquareRig;
  beforeAll(async () => {
    rig = await SquareRig.start(30);
  });
  afterAll(() => rig.close());
  afterEach(() => rig.sandbox.clearFaults());

  describe('the account', () => {
    it('is known, with its currency and mode', async () => {
      expect(await rig.square.verify(rig.connection())).toEqual({
        account_id: 'MLKSAPSANDBOX1',
        name: 'KSAP Demo',
        country: 'US',
        default_currency: 'USD',
        mode: 'test',
        warnings: [],
      });
    });

    it('is told what an OAuth token cannot do, and when it ends', async () => {
      const { warnings } = await rig.square.verify(rig.connection(TOKENS.reading));
      expect(warnings).toEqual([
        expect.stringContaining('PAYMENTS_WRITE'),
        expect.stringMatching(/ends on \d{4}-\d{2}-\d{2} \(in (?:29|30) days\)/),
        expect.stringContaining('webhook_signature_key'),
      ]);
      const byHand = await rig.square.verify(rig.connection(TOKENS.reading, { webhook_signature_key: 'key' }));
      expect(byHand.warnings.join()).not.toContain('webhook_signature_key');
    });

    it('is refused with every permission that lacks', async () => {
      await expect(rig.square.verify(rig.connection(TOKENS.payments))).rejects.toMatchObject({
        fault: 'auth',
        provider_code: 'INSUFFICIENT_SCOPES',
        message: expect.stringContaining('lacks the permissions DISPUTES_READ, PAYOUTS_READ:') as string,
      });
    });

    it('is refused when the token is nobody’s here, with a hint to the other environment', async () => {
      await expect(rig.square.verify(rig.connection('EAAA-of-production'))).rejects.toMatchObject({
        fault: 'auth',
        provider_code: 'UNAUTHORIZED',
        message: expect.stringContaining('other environment') as string,
      });
    });

    it('is refused when it has no such location, and told which there are', async () => {
      await expect(rig.square.verify(rig.connection(TOKENS.all, { location_id: 'LNOWHERE' }))).rejects.toMatchObject({
        fault: 'auth',
        message: expect.stringContaining('LUSDKSAPDEMO') as string,
      });
    });
  });

  describe('webhooks', () => {
    let receiver: Receiver;
    beforeAll(async () => {
      receiver = await aReceiver();
    });
    afterAll(() => receiver.close());
    afterEach(() => rig.square.webhooks.remove(rig.connection(), receiver.url));

    const trust = (secrets: string[]): WebhookTrust => ({
      secrets,
      webhook_ids: [],
      callback_url: receiver.url,
      now: Date.now(),
    });
    const delivered = async (topic: string): Promise<ProviderDelivery> => {
      const found = await until(
        `${topic} is delivered`,
        () => receiver.received.find(({ body }) => body.includes(`"type":"${topic}"`)),
        (one) => one !== undefined,
      );
      return { headers: found?.headers as Record<string, string>, raw_body: Buffer.from(found?.body ?? '') };
    };

    it('are registered once, with the key that signs them', async () => {
      const first = await rig.square.webhooks.register(rig.connection(), receiver.url);
      expect(first).toEqual({ ids: [expect.stringMatching(/^wbhk_/)], new_secrets: [expect.any(String)] });
      expect(await rig.square.webhooks.register(rig.connection(), receiver.url)).toEqual({
        ids: first.ids,
        new_secrets: [],
      });
      expect((await rig.sandbox.state()).square?.subscriptions).toBe(1);
      await rig.square.webhooks.remove(rig.connection(), receiver.url);
      await rig.square.webhooks.remove(rig.connection(), receiver.url);
      expect((await rig.sandbox.state()).square?.subscriptions).toBe(0);
    });

    it('of others stay as they are', async () => {
      const other = await rig.square.webhooks.register(rig.connection(), `${receiver.url}/other`);
      await rig.square.webhooks.register(rig.connection(), receiver.url);
      await rig.square.webhooks.remove(rig.connection(), receiver.url);
      expect(await rig.square.webhooks.register(rig.connection(), `${receiver.url}/other`)).toEqual({
        ids: other.ids,
        new_secrets: [],
      });
      await rig.square.webhooks.remove(rig.connection(), `${receiver.url}/other`);
    });

    it('come signed, name what to read anew, and are believed with this key only', async () => {
      const { new_secrets: secrets } = await rig.square.webhooks.register(rig.connection(), receiver.url);
      const { refund_id: refund } = await rig.sandbox.event('square', 'refund_created', { amount: 1 });
      const delivery = await delivered('refund.created');
      expect(await rig.square.webhooks.verify(rig.connection(), delivery, trust(secrets))).toBe(true);
      expect(await rig.square.webhooks.verify(rig.connection(), delivery, trust(['another']))).toBe(false);
      const forged = {
        ...delivery,
        raw_body: Buffer.from(String(delivery.raw_body).replace('"amount":1', '"amount":9')),
      };
      expect(await rig.square.webhooks.verify(rig.connection(), forged, trust(secrets))).toBe(false);
      expect(rig.square.webhooks.understand(delivery)).toMatchObject({ resource: 'refunds', platform_id: refund });
    });

    it('are not this token’s to register: said as a refusal, not as a broken connection', async () => {
      const work = rig.square.webhooks.register(rig.connection(TOKENS.reading), receiver.url);
      await expect(work).rejects.toMatchObject({
        fault: 'rejected',
        message: expect.stringContaining('webhook_signature_key') as string,
      });
      const byHand = rig.connection(TOKENS.reading, { webhook_signature_key: 'key' });
      expect(await rig.square.webhooks.register(byHand, receiver.url)).toEqual({ ids: [], new_secrets: [] });
      await expect(rig.square.webhooks.remove(byHand, receiver.url)).resolves.toBeUndefined();
    });
  });

  describe('the sandbox', () => {
    const call = async (
      method: string,
      path: string,
      more: { body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<unknown> => {
      const headers = { authorization: `Bearer ${TOKENS.all}`, 'square-version': '2026-09-16', ...more.headers };
      const { status, body } = await rig.sandbox.http.request(method, `/square${path}`, { ...more, headers });
      const [error] = (body as { errors?: { code: string }[] }).errors ?? [];
      return [status, error?.code ?? null];
    };

    it.each([
      ['GET', '/v2/payments?limit=1', {}, [200, null]],
      ['GET', '/v2/payments?colour=red', {}, [400, 'UNKNOWN_QUERY_PARAMETER']],
      ['GET', '/v2/payments?begin_time=yesterday', {}, [400, 'INVALID_TIME']],
      [
        'GET',
        '/v2/payments?begin_time=2026-02-01T00:00:00Z&end_time=2026-01-01T00:00:00Z',
        {},
        [400, 'INVALID_TIME_RANGE'],
      ],
      ['GET', '/v2/payments?sort_order=UP', {}, [400, 'INVALID_ENUM_VALUE']],
      ['GET', '/v2/payments?limit=0', {}, [400, 'VALUE_TOO_LOW']],
      ['GET', '/v2/payments?cursor=made-up', {}, [400, 'INVALID_CURSOR']],
      ['GET', '/v2/payments?location_id=LNOWHERE', {}, [404, 'NOT_FOUND']],
      ['GET', '/v2/payments/nobody', {}, [404, 'NOT_FOUND']],
      ['GET', '/v2/moons', {}, [404, 'NOT_FOUND']],
      ['DELETE', '/v2/payments', {}, [405, 'METHOD_NOT_ALLOWED']],
      ['GET', '/v2/payments', { headers: { authorization: '' } }, [401, 'UNAUTHORIZED']],
      ['GET', '/v2/payments', { headers: { 'square-version': 'newest' } }, [400, 'INVALID_SQUARE_VERSION_FORMAT']],
      ['POST', '/v2/refunds', { body: { colour: 'red' } }, [400, 'UNKNOWN_BODY_PARAMETER']],
      ['POST', '/v2/refunds', { body: {} }, [400, 'MISSING_REQUIRED_PARAMETER']],
      ['POST', '/v2/refunds', { body: { idempotency_key: 'k'.repeat(46) } }, [400, 'VALUE_TOO_LONG']],
      [
        'POST',
        '/v2/webhooks/subscriptions',
        { body: { subscription: { notification_url: 'http://example.com' } } },
        [400, 'INVALID_VALUE'],
      ],
    ])('refuses %s %s %j as Square would', async (method, path, more, expected) => {
      expect(await call(method, path, more)).toEqual(expected);
    });
  });
});
