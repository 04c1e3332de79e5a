import { ProviderError } from '../../src/common/outbound/provider-error.js';
import { ResumeLater } from '../../src/common/outbound/resume-later.js';
import { ImportSchedule } from '../../src/modules/payments/import/import-schedule.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { down, type MemoryProvider, refused, withMemoryProvider } from './memory-provider.js';
import { aLineRecord, aPage, aPaymentRecord, aPayoutRecord } from './records.js';

const PROCESSORS = '/api/v1/payment-processors';

interface JobAnswer {
  status: string;
  attempts: number;
  error: { code: string } | null;
}

describe('the import of a payment processor', () => {
  let app: TestApp;
  let memory: MemoryProvider;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp();
    memory = withMemoryProvider(app);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    memory.reset();
    user = await aUser(app.db);
    http = await as(app.http, user);
  });

  const connect = async (): Promise<{ path: string; id: string; job_id: string }> => {
    const body = { name: 'Stripe', provider: 'stripe', credentials: { secret_key: 'test:acct_1' } };
    const { data } = (await http.post(PROCESSORS, body)).body;
    return { id: String(data.id), path: `${PROCESSORS}/${String(data.id)}`, job_id: String(data.sync_job_id) };
  };
  const job = async (id: string) => (await http.get(`/api/v1/jobs/${id}`)).body.data as JobAnswer;
  const ended = (id: string, status = 'succeeded') =>
    until(
      `the job has ${status}`,
      () => job(id),
      (now: JobAnswer) => now.status === status,
    );
  const again = async (path: string, mode = 'incremental'): Promise<string> =>
    String((await http.post(`${path}/sync`, { mode })).body.data.job.id);
  const charges = (...ids: string[]) => aPage({ transactions: ids.map((id) => aPaymentRecord(id)) });
  const idsOf = async (id: string) =>
    (
      await app.db.query(
        'SELECT platform_transaction_id AS id FROM transactions WHERE payment_processor_id = $1 ORDER BY 1',
        [id],
      )
    ).map((row) => row.id);
  const readsOf = (resource: string) => memory.reads.filter((read) => read.resource === resource);

  it('reads each list to its end, shows how it stands, and tells when it is done', async () => {
    memory.lists.charges = [charges('ch_1', 'ch_2'), charges('ch_3')];
    const lines = [aLineRecord('po_1', 'txn_1', { platform_transaction_id: 'ch_1' })];
    memory.lists.payouts = [
      aPage({ payouts: [aPayoutRecord('po_1')], payout_lines: lines, complete_payouts: ['po_1'] }),
    ];
    const { id, path, job_id } = await connect();
    const done = await ended(job_id);
    expect(done).toMatchObject({ type: 'payments.import', result: { mode: 'full', seen: { charges: 3, payouts: 1 } } });
    expect(await idsOf(id)).toEqual(['ch_1', 'ch_2', 'ch_3']);
    const status = (await http.get(`${path}/sync`)).body.data;
    expect(status).toMatchObject({ connection_state: 'connected', failures: 0, bad_records: { count: 0, items: [] } });
    expect(status.resources).toMatchObject([
      {
        resource: 'charges',
        status: 'succeeded',
        mode: 'full',
        job_id,
        counts: { seen: 3, created: 3, bad: 0 },
        error: null,
      },
      { resource: 'payouts', status: 'succeeded', counts: { seen: 1, created: 1 } },
    ]);
    expect(status.lag_seconds).toBeLessThan(60);
    expect(JSON.stringify(status)).not.toContain('cursor');
    const { data } = (await http.get(path)).body;
    expect(data.last_synced_at).not.toBeNull();
    expect(await app.db.count('outbox', `user_id = $1 AND type = 'payments.synced'`, [user.id])).toBe(1);
  });

  it('reads afterwards what is new since the last read began, less the overlap, and what was not final', async () => {
    memory.lists.charges = [
      aPage({ transactions: [aPaymentRecord('ch_1'), aPaymentRecord('ch_2', { status: 'pending' })] }),
    ];
    memory.lists.payouts = [
      aPage({
        payouts: [aPayoutRecord('po_1', { status: 'in_transit' }), aPayoutRecord('po_2')],
        complete_payouts: ['po_2'],
      }),
    ];
    const { path, job_id } = await connect();
    await ended(job_id);
    await ended(await again(path));
    const [full, next] = readsOf('charges');
    expect(full).toMatchObject({ mode: 'full', since: null, cursor: null, open_ids: [] });
    expect(next).toMatchObject({ mode: 'incremental', cursor: null, open_ids: ['ch_2'] });
    expect(Date.parse(next!.since!)).toBe(Date.parse(full!.until) - 600_000);
    expect(readsOf('payouts').at(-1)!.open_ids).toEqual(['po_1']);
    await ended(await again(path, 'full'));
    expect(readsOf('charges').at(-1)).toMatchObject({ mode: 'full', since: null });
  });

  it('goes on behind the last page that was stored, and does not read again what it has read to its end', async () => {
    memory.lists.charges = [charges('ch_1'), charges('ch_2')];
    memory.lists.payouts = [aPage({ payouts: [aPayoutRecord('po_1')] }), aPage({ payouts: [aPayoutRecord('po_2')] })];
    // So that the first page is stored before the second one fails.
    memory.hold = (resource, page) =>
      resource === 'payouts' && page === 1 && memory.faults.length > 0
        ? until(
            'the first page is stored',
            () => app.db.count('payouts'),
            (count) => count > 0,
          ).then(() => undefined)
        : Promise.resolve();
    const { id, path, job_id } = await connect();
    memory.faults.push({ at: 'page', error: down() }, { at: 'page', error: down() });
    const done = await ended(job_id);
    expect(done.attempts).toBeGreaterThan(1);
    expect(await app.db.count('payouts', 'payment_processor_id = $1', [id])).toBe(2);
    expect((await http.get(path)).body.data.connection.state).toBe('connected');
  });

  it('waits without holding a worker when the provider asks it to', async () => {
    memory.lists.charges = [charges('ch_1')];
    memory.faults.push({ at: 'read', error: new ResumeLater(50, 'The payment service asks to wait') });
    const { path, job_id } = await connect();
    expect(await ended(job_id)).toMatchObject({ attempts: 1 });
    expect((await http.get(path)).body.data.connection.state).toBe('connected');
  });

  it('shows a provider that is down, mails nobody yet, and tries again by itself', async () => {
    memory.faults.push({ at: 'read', error: down() });
    memory.lists.charges = [charges('ch_1')];
    memory.hold = () => until('the fault was seen', () => state.length > 0).then(() => undefined);
    const state: unknown[] = [];
    const { path, job_id } = await connect();
    const seen = await until(
      'it is degraded',
      async () => (await http.get(path)).body.data.connection,
      (connection: { state: string }) => connection.state === 'degraded',
    );
    state.push(seen);
    expect(seen).toMatchObject({ error: { code: 'PROVIDER_UNAVAILABLE', message: 'Memory does not answer' } });
    expect((await http.get(`${path}/sync`)).body.data).toMatchObject({ failures: 1, connection_state: 'degraded' });
    await ended(job_id);
    expect((await http.get(path)).body.data.connection).toMatchObject({ state: 'connected', error: null });
    expect(await app.db.count('mails', `user_id = $1 AND kind = 'payment_connection_failed'`, [user.id])).toBe(0);
  });

  it('revoked credentials fail the processor loudly: its state, its reason, one mail, and no more calls until they are mended', async () => {
    const { id, path, job_id } = await connect();
    await ended(job_id);
    for (let time = 0; time < 2; time += 1) {
      memory.faults.push({ at: 'read', error: refused() });
      await ended(await again(path), 'failed');
    }
    expect((await http.get(path)).body.data.connection).toMatchObject({
      state: 'failed',
      error: { code: 'PROVIDER_AUTH_FAILED', message: expect.stringContaining('Invalid API Key') as string },
    });
    expect((await http.get(`${path}/sync`)).body.data).toMatchObject({ failures: 2 });
    expect((await http.get(`${path}/sync`)).body.data.resources[0]).toMatchObject({
      status: 'failed',
      error: { code: 'PROVIDER_AUTH_FAILED' },
    });
    expect(await app.db.count('mails', `user_id = $1 AND kind = 'payment_connection_failed'`, [user.id])).toBe(1);
    expect(await app.db.count('outbox', `user_id = $1 AND type = 'payments.connection_failed'`, [user.id])).toBe(1);
    const { wait } = await app.db.one<{ wait: number }>(
      'SELECT extract(epoch FROM next_sync_at - now())::int AS wait FROM payment_processors WHERE id = $1',
      [id],
    );
    expect(wait).toBeGreaterThan(25 * 60);
    await http.put(path, { credentials: { secret_key: 'test:acct_1' } });
    expect((await http.get(path)).body.data.connection.state).toBe('connected');
  });

  it('keeps what cannot be taken in apart, shows it redacted, and goes on', async () => {
    memory.lists.charges = [
      aPage({
        transactions: [aPaymentRecord('ch_1'), aPaymentRecord('ch_2', { amount: '0.00001' })],
        bad: [{ platform_id: 'ch_3', reason: 'no amount for 4242424242424242', raw: { number: '4242424242424242' } }],
      }),
    ];
    const { id, path, job_id } = await connect();
    await ended(job_id);
    const { bad_records: bad, resources } = (await http.get(`${path}/sync`)).body.data;
    expect(bad.count).toBe(2);
    expect(bad.items.map((item: { platform_id: string }) => item.platform_id).sort()).toEqual(['ch_2', 'ch_3']);
    expect(JSON.stringify(bad)).not.toContain('42424242');
    expect(resources[0].counts).toMatchObject({ created: 1, bad: 2 });
    expect(await idsOf(id)).toEqual(['ch_1']);
    memory.lists.charges = [charges('ch_2', 'ch_3')];
    await ended(await again(path));
    expect((await http.get(`${path}/sync`)).body.data.bad_records.count).toBe(0);
  });

  it.each([
    ['deleted', (path: string) => http.delete(path)],
    ['switched off', (path: string) => http.put(path, { is_active: false })],
  ])('writes nothing any more once the processor is %s', async (_what, act) => {
    let open = (): void => undefined;
    const gate = new Promise<void>((done) => (open = done));
    memory.lists.charges = [charges('ch_1'), charges('ch_2')];
    memory.hold = () => gate;
    const { id, path, job_id } = await connect();
    await until('it is being read', () => memory.reads.length > 0);
    await act(path);
    open();
    await until(
      'the job has ended',
      () => job(job_id),
      ({ status }) => ['cancelled', 'failed'].includes(status),
    );
    expect(await idsOf(id)).toEqual([]);
  });

  it('a full import waits for an incremental one to end, which leaves its work to none', async () => {
    const { path, job_id } = await connect();
    await ended(job_id);
    let open = (): void => undefined;
    const gate = new Promise<void>((done) => (open = done));
    memory.lists.charges = [charges('ch_1')];
    memory.hold = () => gate;
    const first = await again(path);
    await until('it is being read', () => readsOf('charges').length === 2);
    const full = await again(path, 'full');
    await until(
      'the full one waits',
      () => job(full),
      ({ error }) => error?.code === 'WAITING',
    );
    open();
    await ended(first);
    await app.db.query('UPDATE jobs SET run_after = now() WHERE id = $1', [full]);
    await ended(full);
    expect(readsOf('charges').map(({ mode }) => mode)).toEqual(['full', 'incremental', 'full']);
  });

  it('is begun by the schedule when it is due, and not for one that is switched off', async () => {
    const { id, path, job_id } = await connect();
    await ended(job_id);
    const due = () => app.db.query(`UPDATE payment_processors SET next_sync_at = now() WHERE id = $1`, [id]);
    const imports = () => app.db.count('jobs', `user_id = $1 AND type = 'payments.import'`, [user.id]);
    await due();
    await app.nest.get(ImportSchedule).startDue();
    expect(await imports()).toBe(2);
    await until(
      'it is done',
      () => app.db.count('jobs', `user_id = $1 AND status = 'succeeded'`, [user.id]),
      (count) => count === 2,
    );
    await http.put(path, { is_active: false });
    await due();
    await app.nest.get(ImportSchedule).startDue();
    expect(await imports()).toBe(2);
  });

  it('a fault that is no provider’s keeps its insides to itself', async () => {
    memory.faults.push({
      at: 'read',
      error: new ProviderError({ fault: 'rejected', provider: 'stripe', message: 'No such list' }),
    });
    const { path, job_id } = await connect();
    expect(await ended(job_id, 'failed')).toMatchObject({
      error: { code: 'PROVIDER_REJECTED', message: 'No such list' },
    });
    memory.faults.push({ at: 'read', error: new Error('secret sk_live_123') });
    const next = await again(path);
    const seen = await until(
      'its fault is told',
      () => job(next),
      ({ error }) => error !== null,
    );
    expect(seen.error?.code).toBe('INTERNAL');
    expect(JSON.stringify((await http.get(`${path}/sync`)).body)).not.toContain('sk_live');
  });
});
