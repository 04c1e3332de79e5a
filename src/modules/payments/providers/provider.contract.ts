import { ProviderError } from '../../../common/outbound/provider-error.js';
import { readingContract } from './provider.reading.contract.js';
import { refundingContract } from './provider.refunding.contract.js';
import { namesIn, ProviderRig, type ProviderUnderTest } from './provider.rig.contract.js';

const CALLBACK = 'https://ksap.example/api/v1/webhooks/payments/provider/11111111-1111-4111-8111-111111111111';

/** The suite that every payment provider passes, on the sandbox, over real sockets. */
export function providerContract(setUp: () => Promise<ProviderUnderTest>): void {
  const rig = new ProviderRig();
  beforeAll(() => rig.open(setUp));
  afterAll(() => rig.close());
  afterEach(() => rig.under.clearFaults());

  describe('connecting', () => {
    it('knows its account, and in which mode it is', async () => {
      const account = await rig.under.provider.verify(rig.connect());
      expect(account).toMatchObject({ mode: 'test', warnings: [] });
      expect(account.account_id).not.toBe('');
    });

    it('says auth when the credentials are wrong', async () => {
      await expect(rig.under.provider.verify(rig.connect(rig.under.wrong_credentials))).rejects.toMatchObject({
        fault: 'auth',
      });
    });

    it('refuses fields that it does not know, and tells which it wants', () => {
      const parse = (): unknown => rig.under.provider.parseCredentials({ ...rig.under.credentials, colour: 'red' });
      expect(parse).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }) as Error);
      const wanted = rig.under.provider.credential_fields.filter((field) => field.required).map((field) => field.name);
      expect(() => rig.under.provider.parseCredentials({})).toThrow(
        expect.objectContaining({ code: 'VALIDATION_ERROR' }) as Error,
      );
      expect(wanted.length).toBeGreaterThan(0);
    });
  });

  readingContract(rig);
  refundingContract(rig);

  describe('webhooks', () => {
    it('registers once for an address, and takes it away again', async () => {
      const { webhooks } = rig.under.provider;
      const first = await webhooks.register(rig.connect(), CALLBACK);
      expect(first.ids.length).toBeGreaterThan(0);
      expect(await webhooks.register(rig.connect(), CALLBACK)).toEqual({ ids: first.ids, new_secrets: [] });
      await webhooks.remove(rig.connect(), CALLBACK);
      await webhooks.remove(rig.connect(), CALLBACK);
      const again = await webhooks.register(rig.connect(), CALLBACK);
      expect(again.ids).not.toEqual(first.ids);
      await webhooks.remove(rig.connect(), CALLBACK);
    });

    it('believes a delivery that is signed, and none that is changed, unsigned, of others or replayed', async () => {
      const { webhooks } = rig.under.provider;
      const connection = rig.connect();
      const { delivery, trust, resource, platform_id, replayed } = await rig.under.signed(connection);
      expect(await webhooks.verify(connection, delivery, trust)).toBe(true);
      expect(webhooks.understand(delivery)).toMatchObject({ resource, platform_id });
      const forged = Buffer.from(delivery.raw_body);
      forged.writeUInt8(forged.readUInt8(9) ^ 1, 9);
      expect(await webhooks.verify(connection, { ...delivery, raw_body: forged }, trust)).toBe(false);
      expect(await webhooks.verify(connection, { ...delivery, headers: {} }, trust)).toBe(false);
      const others = { ...trust, secrets: ['whsec_of_somebody_else'], webhook_ids: ['of-somebody-else'] };
      expect(await webhooks.verify(connection, delivery, others)).toBe(false);
      if (replayed !== undefined) expect(await webhooks.verify(connection, replayed, trust)).toBe(false);
    });

    it('says bad_answer of a body that is not its own', () => {
      const { webhooks } = rig.under.provider;
      for (const text of ['', 'null', '{}', '<h1>no</h1>', '{"id":1,"type":2}']) {
        const delivery = { headers: {}, raw_body: Buffer.from(text) };
        expect(() => webhooks.understand(delivery)).toThrow(expect.objectContaining({ fault: 'bad_answer' }) as Error);
      }
    });
  });

  describe('when things go wrong', () => {
    it.each([
      ['rate_limit', 0.3],
      ['error_500', 0.2],
      ['reset', 0.15],
      ['malformed', 0.15],
    ])('under %s either reads everything or says that it passes', async (kind, rate) => {
      const [resource = ''] = rig.under.provider.resources;
      const expected = namesIn(await rig.pages({ resource }));
      await rig.under.fault({ kind, rate });
      try {
        expect(namesIn(await rig.pages({ resource }))).toEqual(expected);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        expect(error.isTransient).toBe(true);
      }
    });

    it('says throttled while it is only told to wait, and auth when the credentials are revoked in the middle', async () => {
      const [resource = ''] = rig.under.provider.resources;
      await rig.under.fault({ kind: 'rate_limit' });
      await expect(rig.pages({ resource })).rejects.toMatchObject({ fault: 'throttled' });
      await rig.under.clearFaults();
      await rig.under.fault({ kind: 'auth_revoked' });
      await expect(rig.pages({ resource })).rejects.toMatchObject({ fault: 'auth' });
    });

    it('stops when it is told to', async () => {
      const [resource = ''] = rig.under.provider.resources;
      const abort = new AbortController();
      const reading = rig.pages({ resource }, rig.connect(rig.under.credentials, abort.signal));
      abort.abort(new Error('enough'));
      await expect(reading).rejects.toThrow();
    });
  });
}
