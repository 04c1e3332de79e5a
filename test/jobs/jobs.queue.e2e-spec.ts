import { randomUUID } from 'node:crypto';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { queueName } from '../../src/common/jobs/queue.js';
import { JobQueue } from '../../src/modules/jobs/job-queue.js';
import { SyncLaneProcessor, WorkLaneProcessor } from '../../src/modules/jobs/job.processors.js';
import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, insert } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import {
  connectQuietly,
  expectSameAsShop,
  expectStatus,
  getJob,
  getStore,
  JOBS,
  jobSucceeded,
  jobWhen,
  startSync,
  syncNow,
  type Job,
} from '../stores/shops.js';
import { follow } from './event-stream.js';

let app: TestApp;
let http: HttpClient;
let storeId: string;

beforeAll(async () => {
  app = await startTestApp({
    sandbox: { orders: 260, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
  });
});

beforeEach(async () => {
  await app.sandbox.clearFaults();
  http = await as(app.http, await aUser(app.db));
  storeId = await connectQuietly(http, app.sandbox, 'woocommerce');
});

afterAll(() => app.close());

async function slowly(): Promise<void> {
  await app.sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 400, path: '/wc/v3/orders' });
}

/** A sync that is in the middle of the orders, and will be for a while. */
async function running(): Promise<Job> {
  await slowly();
  const { id } = await startSync(http, storeId, { mode: 'full', resources: ['orders'] });
  return jobWhen(http, id, 'is in the middle', (job) => job.status === 'running' && job.progress.done > 0);
}

describe('GET /jobs', () => {
  it('lists the caller’s jobs, newest first, by status and type', async () => {
    const first = await syncNow(http, storeId, { resources: ['products'] });
    const second = await syncNow(http, storeId, { resources: ['products'] });
    const list = async (query = ''): Promise<Job[]> =>
      (expectStatus(await http.get(`${JOBS}?${query}`), 200).body.data as { items: Job[] }).items;
    const syncs = (await list('type=stores.sync&status=succeeded')).map((job) => job.id);
    expect(syncs).toEqual([second.id, first.id]);
    expect(await list('status=failed')).toEqual([]);
    expect((await list(`store_id=${storeId}&type=stores.sync`)).map((job) => job.id)).toEqual(syncs);
    expect(await getJob(http, first.id)).toMatchObject({
      type: 'stores.sync',
      status: 'succeeded',
      progress: { unit: 'products' },
      result: { seen: { products: 10 } },
      error: null,
      attempts: 1,
    });
  });

  it('shows nobody another’s jobs', async () => {
    const job = await syncNow(http, storeId, { resources: ['products'] });
    const other = await as(app.http, await aUser(app.db));
    expect((expectStatus(await other.get(JOBS), 200).body.data as { items: Job[] }).items).toEqual([]);
    for (const answer of [
      await other.get(`${JOBS}/${job.id}`),
      await other.get(`${JOBS}/${job.id}/events`),
      await other.post(`${JOBS}/${job.id}/cancel`),
      await other.post(`${JOBS}/${job.id}/retry`),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await http.get(`${JOBS}/not-an-id`)).status).toBe(400);
  });
});

describe('GET /jobs/:id/events', () => {
  it('tells progress as it happens, then the end, and closes', async () => {
    await slowly();
    const { id } = await startSync(http, storeId, { mode: 'full', resources: ['orders'] });
    const events = await follow(http, `${JOBS}/${id}/events`);
    const names = events.map((event) => event.name);
    expect(names.slice(0, -1).every((name) => name === 'progress')).toBe(true);
    expect(names.at(-1)).toBe('end');
    expect(events.at(-1)?.data).toMatchObject({ id, status: 'succeeded' });
    const done = events.map((event) => event.data.progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.some((count) => count > 0 && count < done.at(-1)!)).toBe(true);
  });

  it('ends at once for a job that has ended', async () => {
    const job = await syncNow(http, storeId, { resources: ['products'] });
    const events = await follow(http, `${JOBS}/${job.id}/events`);
    expect(events.map((event) => [event.name, event.data.status])).toEqual([['end', 'succeeded']]);
  });

  it('survives readers that hang up', async () => {
    const job = await running();
    for (let reader = 0; reader < 5; reader += 1) {
      const hangUp = new AbortController();
      const stream = http.get(`${JOBS}/${job.id}/events`, { signal: hangUp.signal }).catch(() => 'hung up');
      setTimeout(() => hangUp.abort(), 30 * reader);
      expect(await stream).toBe('hung up');
    }
    await app.sandbox.clearFaults();
    await jobSucceeded(http, job.id);
  });
});

describe('POST /jobs/:id/cancel', () => {
  it('stops a running job at its next page; what it has done stays', async () => {
    const job = await running();
    expectStatus(await http.post(`${JOBS}/${job.id}/cancel`), 200);
    const ended = await jobWhen(http, job.id, 'is cancelled', (one) => one.status === 'cancelled');
    expect(ended.error).toBeNull();
    const orders = await app.db.count('orders', 'store_id = $1', [storeId]);
    expect(orders).toBeGreaterThan(0);
    expect(orders).toBeLessThan((await app.sandbox.state()).woocommerce!.orders!);
    expect((await getStore(http, storeId)).connection.state).toBe('connected');
    expect((await http.post(`${JOBS}/${job.id}/cancel`)).status).toBe(200);

    await app.sandbox.clearFaults();
    await syncNow(http, storeId, { mode: 'full' });
    await expectSameAsShop(app.db, app.sandbox, { store_id: storeId, platform: 'woocommerce', job_id: job.id });
  });

  it('cancels a job that waits at once, and it is not run again', async () => {
    const shopify = await connectQuietly(http, app.sandbox, 'shopify');
    await app.sandbox.fault({ provider: 'shopify', kind: 'error_500' });
    const { id } = await startSync(http, shopify);
    await jobWhen(http, id, 'waits for its next try', (job) => job.status === 'queued' && job.error !== null);
    const answer = expectStatus(await http.post(`${JOBS}/${id}/cancel`), 200);
    expect((answer.body.data as Job).status).toBe('cancelled');
    await app.sandbox.clearFaults();
    await syncNow(http, shopify, { resources: ['products'] });
    expect(await getJob(http, id)).toMatchObject({ status: 'cancelled', attempts: 1 });
  });

  it('refuses a job that has ended', async () => {
    const job = await syncNow(http, storeId, { resources: ['products'] });
    const answer = await http.post(`${JOBS}/${job.id}/cancel`);
    expect([answer.status, answer.body.error.code, answer.body.error.details]).toEqual([
      409,
      'INVALID_STATE',
      { from: 'succeeded', to: 'cancelled', allowed: [] },
    ]);
  });
});

describe('POST /jobs/:id/retry', () => {
  it('runs a failed job again', async () => {
    await app.sandbox.fault({ provider: 'woocommerce', kind: 'auth_revoked' });
    const { id } = await startSync(http, storeId);
    await jobWhen(http, id, 'has failed', (job) => job.status === 'failed');
    await app.sandbox.clearFaults();
    const answer = expectStatus(await http.post(`${JOBS}/${id}/retry`), 202);
    expect(answer.headers.get('location')).toBe(`${JOBS}/${id}`);
    expect((answer.body.data.job as Job).status).toBe('queued');
    const job = await jobSucceeded(http, id);
    expect(job).toMatchObject({ error: null, attempts: 1 });
    expect((await getStore(http, storeId)).connection.state).toBe('connected');
  });

  it('goes on with a cancelled job', async () => {
    const job = await running();
    expectStatus(await http.post(`${JOBS}/${job.id}/cancel`), 200);
    await jobWhen(http, job.id, 'is cancelled', (one) => one.status === 'cancelled');
    await app.sandbox.clearFaults();
    expectStatus(await http.post(`${JOBS}/${job.id}/retry`), 202);
    await jobSucceeded(http, job.id);
    expect(await app.db.count('orders', 'store_id = $1', [storeId])).toBe(
      (await app.sandbox.state()).woocommerce!.orders!,
    );
  });

  it('refuses a job that runs or has succeeded', async () => {
    const job = await running();
    expect((await http.post(`${JOBS}/${job.id}/retry`)).status).toBe(409);
    await app.sandbox.clearFaults();
    await jobSucceeded(http, job.id);
    expect((await http.post(`${JOBS}/${job.id}/retry`)).body.error.code).toBe('INVALID_STATE');
  });
});

describe('starting a sync while one of the same kind is under way', () => {
  it('gives that one', async () => {
    const job = await running();
    const same = await startSync(http, storeId, { mode: 'full', resources: ['orders'] });
    expect(same.id).toBe(job.id);
    await app.sandbox.clearFaults();
    await jobSucceeded(http, job.id);
  });
});

describe('a job that waits for a part of a millisecond', () => {
  it('is taken by the queue all the same, and not left to the sweep', async () => {
    const key = 'waits-for-a-part';
    const job = { id: randomUUID(), type: 'stores.sync', queue_key: key, delay_ms: 3_600_000.25 };
    await app.nest.get(JobQueue).put(job);
    const queue = app.nest.get<Queue>(getQueueToken(queueName('sync')));
    const taken = await queue.getJob(key);
    expect(taken?.delay).toBe(3_600_001);
    await taken?.remove();
  });
});

describe('a job whose workers die one after the other', () => {
  const left = async (attempts: number): Promise<string> => {
    const owner = await app.db.one<{ user_id: string }>('SELECT user_id FROM stores WHERE id = $1', [storeId]);
    const job = await insert<{ id: string }>(app.db, 'jobs', {
      user_id: owner.user_id,
      store_id: storeId,
      type: 'stores.sync',
      status: 'running',
      payload: { mode: 'incremental', resources: [] },
      attempts,
      max_attempts: 8,
      // No living worker holds this one's lock.
      worker_id: 2_000_000,
    });
    return job.id;
  };

  it('is taken over by the next', async () => {
    await jobSucceeded(http, await left(9));
  });

  it('is given up when it has taken too many with it', async () => {
    const job = await jobWhen(http, await left(40), 'is given up', ({ status }) => status === 'failed');
    expect(job.error?.code).toBe('WORKER_LOST');
  });
});

describe('GET /health/ready of a worker', () => {
  it('is 503 and names the lane while its worker is paused, and 200 again after', async () => {
    const { worker } = app.nest.get(SyncLaneProcessor);
    await worker.pause(true);
    const answer = await app.http.get('/health/ready');
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body.checks.worker)).toContain('sync lane');
    void worker.resume();
    await until(
      'it is ready again',
      async () => (await app.http.get('/health/ready')).status,
      (status) => status === 200,
    );
  });

  it('is 503 and names the lane when its worker is dead', async () => {
    await app.nest.get(WorkLaneProcessor).worker.close(true);
    const answer = await app.http.get('/health/ready');
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body.checks.worker)).toContain('work lane');
    expect((await app.http.get('/health/live')).status).toBe(200);
  });
});
