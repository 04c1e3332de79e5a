import { expectRefusal } from '../http/envelope.js';
import type { TestApp } from '../support/app.js';
import type { HttpClient } from '../support/http.js';
import { aTransaction } from '../support/payment-factories.js';
import { down, type MemoryKey, type MemoryProvider } from './memory-provider.js';
import { ProcessorRig } from './processor-rig.js';

describe('a connected payment processor', () => {
  let rig: ProcessorRig;
  let app: TestApp;
  let memory: MemoryProvider;
  let http: HttpClient;

  beforeAll(async () => {
    rig = await ProcessorRig.start();
    ({ app, memory } = rig);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await rig.reset();
    ({ http } = rig);
  });

  describe('PUT', () => {
    it('changes what is given and keeps the rest', async () => {
      const { path } = await rig.connected('test:acct_1', { settings: { custom: { a: 1 } } });
      const changed = await http.put(path, { name: 'Shop', settings: { sync_interval_seconds: 900 } });
      expect(changed.body.data).toMatchObject({
        name: 'Shop',
        settings: { custom: { a: 1 }, sync_interval_seconds: 900 },
        is_active: true,
      });
      expect((await http.get(path)).body.data).toEqual(changed.body.data);
      expect(await rig.audited('payment_processor.updated')).toBe(1);
    });

    it('takes other credentials of the same account, and lets it be read again', async () => {
      const { id, path } = await rig.connected();
      await app.db.query(
        `UPDATE payment_processors SET connection_state = 'failed', connection_error = '{"code":"X","message":"Y"}', failures = 3 WHERE id = $1`,
        [id],
      );
      await app.db.query(`UPDATE jobs SET status = 'failed' WHERE payload->>'processor_id' = $1`, [id]);
      const before = (await rig.rowOf(id)).api_credentials;
      const changed = await http.put(path, { credentials: { secret_key: 'test:acct_1' } });
      expect(changed.body.data.connection).toMatchObject({ state: 'connected', error: null });
      expect((await rig.rowOf(id)).api_credentials).not.toEqual(before);
      expect((await rig.importsOf(id)).at(-1)).toMatchObject({ mode: 'incremental', status: 'queued' });
      expect(await rig.told('payments.processor_connected')).toBe(2);
    });

    it.each<[string, MemoryKey, RegExp]>([
      ['another account', 'test:acct_2', /another account/],
      ['the other mode', 'live:acct_1', /live mode/],
    ])('refuses credentials of %s with the reason', async (_what, key, reason) => {
      const { id, path } = await rig.connected('test:acct_1');
      const before = await rig.rowOf(id);
      const answer = await http.put(path, { name: 'New', credentials: { secret_key: key } });
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.message).toMatch(reason);
      expect(await rig.rowOf(id)).toEqual(before);
    });

    it('refuses credentials that the provider refuses', async () => {
      const { id, path } = await rig.connected('test:acct_1');
      const before = await rig.rowOf(id);
      expectRefusal(await http.put(path, { credentials: { secret_key: 'wrong' } }), 424, 'PROVIDER_AUTH_FAILED');
      expect(await rig.rowOf(id)).toEqual(before);
    });

    it('stops imports when it is switched off, and begins them when it is switched on', async () => {
      const { id, path } = await rig.connected();
      expect((await http.put(path, { is_active: false })).body.data.is_active).toBe(false);
      expect(await rig.importsOf(id)).toMatchObject([{ status: 'cancelled' }]);
      expect((await rig.rowOf(id)).next_sync_at).toBeNull();
      expectRefusal(await http.post(`${path}/sync`, {}), 409, 'INVALID_STATE');
      await http.put(path, { is_active: true });
      expect((await rig.rowOf(id)).next_sync_at).not.toBeNull();
      expect((await http.post(`${path}/sync`, {})).status).toBe(202);
    });

    it('answers 412 for a version that is not the present one, before the provider is asked', async () => {
      const { path, answer } = await rig.connected();
      const stale = { headers: { 'if-match': answer.headers.get('etag')! } };
      expect((await http.put(path, { name: 'One' }, stale)).status).toBe(200);
      memory.faults.push({ at: 'verify', error: down() });
      const body = { credentials: { secret_key: 'test:acct_1' } };
      expectRefusal(await http.put(path, { name: 'Two' }, stale), 412, 'PRECONDITION_FAILED');
      expectRefusal(await http.put(path, body, stale), 412, 'PRECONDITION_FAILED');
      expectRefusal(await http.delete(path, stale), 412, 'PRECONDITION_FAILED');
      expect((await http.get(path)).body.data.name).toBe('One');
    });

    it.each([
      ['name', { name: null }],
      ['is_active', { is_active: 'no' }],
      ['credentials', { credentials: null }],
      ['credentials.secret_key', { credentials: { secret_key: 5 } }],
      ['provider', { provider: 'paypal' }],
      ['account_id', { account_id: 'acct_9' }],
    ])('refuses a wrong %s: %j', async (field, fields) => {
      const { path } = await rig.connected();
      const answer = await http.put(path, fields);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });
  });

  it('DELETE takes credentials, secrets and webhooks away, stops imports, and leaves the books', async () => {
    const { id, path } = await rig.connected();
    const kept = await aTransaction(app.db, { payment_processor_id: id });
    await app.db.query(`UPDATE payment_processors SET webhook_url = 'https://ksap.example/hook' WHERE id = $1`, [id]);
    expect((await http.delete(path)).body.data).toBeNull();
    expect(memory.removed).toEqual(['https://ksap.example/hook']);
    expect(await rig.rowOf(id)).toMatchObject({
      api_credentials: null,
      webhook_secrets: null,
      webhook_url: null,
      next_sync_at: null,
      connection_state: 'disconnected',
      deleted_at: expect.any(Date) as Date,
    });
    expect(await rig.importsOf(id)).toMatchObject([{ status: 'cancelled' }]);
    expect(await app.db.count('transactions', 'id = $1', [kept.id])).toBe(1);
    expect(await rig.told('payments.processor_deleted')).toBe(1);
    expect(await rig.audited('payment_processor.deleted')).toBe(1);
  });
});
