import { randomUUID } from 'node:crypto';
import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import type { TestApp } from '../support/app.js';
import type { UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { aProcessor, aTransaction } from '../support/payment-factories.js';
import { down, type MemoryKey, type MemoryProvider } from './memory-provider.js';
import { ProcessorRig, PROCESSORS } from './processor-rig.js';

describe('payment processors', () => {
  let rig: ProcessorRig;
  let app: TestApp;
  let memory: MemoryProvider;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    rig = await ProcessorRig.start();
    ({ app, memory } = rig);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await rig.reset();
    ({ user, http } = rig);
  });

  describe('POST', () => {
    it('connects an account, shows its mode, seals its credentials and starts the first import', async () => {
      memory.warnings = ['refunds are not granted'];
      const { id, answer } = await rig.connected('live:acct_1', {
        name: '  Stripe ',
        settings: { custom: { tag: 'a' } },
      });
      expect(answer.body.message).toBe('Payment processor connected');
      const [job] = await rig.importsOf(id);
      expect(job).toMatchObject({ status: 'queued', mode: 'full' });
      expect(answer.body.data).toEqual({
        id,
        name: 'Stripe',
        provider: 'stripe',
        mode: 'live',
        account_id: 'acct_1',
        account_name: 'Account acct_1',
        country: 'DE',
        default_currency: 'EUR',
        is_active: true,
        settings: { custom: { tag: 'a' } },
        connection: { state: 'connected', error: null, checked_at: expect.stringMatching(/Z$/) as string },
        warnings: ['refunds are not granted'],
        has_credentials: true,
        webhook_url: null,
        last_synced_at: null,
        created_at: expect.stringMatching(/Z$/) as string,
        updated_at: expect.stringMatching(/Z$/) as string,
        sync_job_id: job!.id,
      });
      expect(answer.headers.get('location')).toBe(`${PROCESSORS}/${id}`);
      const got = await http.get(`${PROCESSORS}/${id}`);
      expect(got.headers.get('etag')).toBe(answer.headers.get('etag'));
      const { sync_job_id: _job, ...view } = answer.body.data as Record<string, unknown>;
      expect(got.body.data).toEqual(view);
      expect(JSON.stringify(await rig.rowOf(id))).not.toContain('live:acct_1');
      expect(await rig.told('payments.processor_connected')).toBe(1);
      expect(await rig.audited('payment_processor.connected')).toBe(1);
    });

    it('stores nothing when the provider refuses the credentials, and says what it said', async () => {
      const answer = await rig.connect('wrong' as MemoryKey);
      expectRefusal(answer, 424, 'PROVIDER_AUTH_FAILED');
      expect(answer.body.error).toMatchObject({
        message: expect.stringContaining('Invalid API Key') as string,
        details: { provider: 'stripe', provider_code: 'invalid_api_key', provider_message: 'Invalid API Key provided' },
      });
      expect(await app.db.count('payment_processors', 'user_id = $1', [user.id])).toBe(0);
      expect(await rig.told('payments.processor_connected')).toBe(0);
    });

    it('stores nothing when the provider does not answer', async () => {
      memory.faults.push({ at: 'verify', error: down() });
      expectRefusal(await rig.connect('test:acct_1'), 503, 'PROVIDER_UNAVAILABLE');
      expect(await app.db.count('payment_processors', 'user_id = $1', [user.id])).toBe(0);
    });

    it('refuses an account that is connected already and names it; its other mode and other people are free to', async () => {
      const { id } = await rig.connected('test:acct_1', { name: 'First' });
      const again = await rig.connect('test:acct_1');
      expectRefusal(again, 409, 'CONFLICT');
      expect(again.body.error).toMatchObject({
        message: expect.stringContaining('"First"') as string,
        details: { processor_id: id },
      });
      await rig.connected('live:acct_1');
      await rig.somebodyElse();
      ({ http } = rig);
      await rig.connected('test:acct_1');
    });

    it('makes one of two requests for one account at a time', async () => {
      const answers = await Promise.all([rig.connect('test:acct_1'), rig.connect('test:acct_1')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    });

    it('brings a deleted account back with its books', async () => {
      const { id, path } = await rig.connected('test:acct_1', { name: 'Old', settings: { sync_interval_seconds: 60 } });
      const kept = await aTransaction(app.db, { payment_processor_id: id });
      await http.delete(path);
      const { id: again, answer } = await rig.connected('test:acct_1', { name: 'New' });
      expect(again).toBe(id);
      expect(answer.body.data).toMatchObject({ name: 'New', settings: {}, has_credentials: true });
      expect(await app.db.count('transactions', 'id = $1 AND payment_processor_id = $2', [kept.id, id])).toBe(1);
    });

    it('answers a repeated Idempotency-Key with what was made', async () => {
      const body = { name: 'Stripe', provider: 'stripe', credentials: { secret_key: 'test:acct_1' } };
      const headers = { 'idempotency-key': randomUUID() };
      const first = await http.post(PROCESSORS, body, { headers });
      const second = await http.post(PROCESSORS, body, { headers });
      expect(second.body.data).toEqual(first.body.data);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    });

    it.each([
      ['name', { name: ' ' }],
      ['name', { name: 'x'.repeat(101) }],
      ['name', { name: undefined }],
      ['provider', { provider: 'adyen' }],
      ['credentials', { credentials: 'sk_test' }],
      ['credentials', { credentials: undefined }],
      ['credentials.secret_key', { credentials: {} }],
      ['credentials.key', { credentials: { secret_key: 'test:a', key: 'b' } }],
      ['settings.sync_interval_seconds', { settings: { sync_interval_seconds: 59 } }],
      ['settings.sync_interval_seconds', { settings: { sync_interval_seconds: '60' } }],
      ['settings.colour', { settings: { colour: 'red' } }],
      ['settings', { settings: { custom: { big: 'x'.repeat(65 * 1024) } } }],
      ['mode', { mode: 'live' }],
    ])('refuses a wrong %s (%#)', async (field, fields) => {
      const answer = await rig.connect('test:acct_1', fields);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
      expect(await app.db.count('payment_processors', 'user_id = $1', [user.id])).toBe(0);
    });
  });

  describe('GET', () => {
    it('lists what is connected, page by page, with filters; the deleted are not listed', async () => {
      const ids: string[] = [];
      for (const key of ['test:a', 'live:b', 'test:c'] as const) ids.push((await rig.connected(key)).id);
      await aProcessor(app.db);
      const gone = await rig.connected('test:d');
      await http.delete(gone.path);
      const first = await page(http, `${PROCESSORS}?limit=2&sort=created_at&include_total=true`);
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      expect(first.total).toBe(3);
      const rest = await page(http, `${PROCESSORS}?limit=2&sort=created_at&cursor=${String(first.next_cursor)}`);
      expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(2));
      expect((await page(http, `${PROCESSORS}?mode=live`)).items).toMatchObject([{ account_id: 'b' }]);
      expect((await page(http, `${PROCESSORS}?provider=paypal`)).items).toEqual([]);
      expect((await page(http, `${PROCESSORS}?connection_state=failed`)).items).toEqual([]);
      expect((await page(http, `${PROCESSORS}?is_active=true`)).items).toHaveLength(3);
      expectRefusal(await http.get(`${PROCESSORS}?colour=red`), 400, 'VALIDATION_ERROR');
    });

    it('answers 404 for what is unknown, deleted or another’s, on every route', async () => {
      const gone = await rig.connected('test:acct_1');
      await http.delete(gone.path);
      const others = await aProcessor(app.db);
      for (const id of [randomUUID(), gone.id, others.id]) {
        for (const answer of [
          await http.get(`${PROCESSORS}/${id}`),
          await http.put(`${PROCESSORS}/${id}`, { name: 'Mine' }),
          await http.put(`${PROCESSORS}/${id}`, { credentials: { secret_key: 'test:acct_1' } }),
          await http.delete(`${PROCESSORS}/${id}`),
          await http.post(`${PROCESSORS}/${id}/sync`, {}),
          await http.get(`${PROCESSORS}/${id}/sync`),
        ]) {
          expectRefusal(answer, 404, 'NOT_FOUND');
        }
      }
      expectRefusal(await http.get(`${PROCESSORS}/none`), 400, 'VALIDATION_ERROR');
    });
  });

  it('gives the import that is under way, a full one for an incremental one too', async () => {
    const { id, path, answer } = await rig.connected();
    const first = answer.body.data.sync_job_id as string;
    for (const body of [{}, { mode: 'incremental' }, { mode: 'full' }]) {
      const { status, body: said } = await http.post(`${path}/sync`, body);
      expect([status, said.data.job.id]).toEqual([202, first]);
    }
    expect(await rig.importsOf(id)).toHaveLength(1);
    expectRefusal(await http.post(`${path}/sync`, { mode: 'some' }), 400, 'VALIDATION_ERROR');
  });
});
