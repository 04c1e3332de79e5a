import { rm } from 'node:fs/promises';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { AtNetwork, META, TIKTOK } from './at-network.js';
import { ObjectGate, type StopPoint } from './object-gate.js';
import { CAMPAIGNS, PublishRig } from './publish-rig.js';
import { ACCOUNTS, APPS } from './social-rig.js';

/** One campaign, its owner, and what is to become of it. */
interface Fate {
  id: string;
  user: UserRow;
  /** What it is asked for. */
  ask: (what: string) => Promise<Answer>;
  /** Its status, and how it stands at the network, at the end. */
  status: 'active' | 'paused';
}

describe.each([TIKTOK, META])('kill -9 in the middle of publishing at $key', (network) => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let env: Record<string, string>;
  let server: ServerProcess;
  let gate: ObjectGate;
  let rig: PublishRig;
  let there: AtNetwork;

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 1, products: 1 });
    dataDir = await scratchFolder('killed-campaigns');
    const redisUrl = await freshRedis();
    env = {
      DATABASE_URL: db.url,
      KSAP_DATA_DIR: dataDir,
      KSAP_SANDBOX_URL: sandbox.url,
      LOG_LEVEL: 'warn',
      // Each campaign that is stopped holds a worker and a connection.
      KSAP_DB_POOL: '40',
      KSAP_WORKER_CONCURRENCY: '24',
      ...APPS,
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    };
    gate = await ObjectGate.at(db);
    rig = new PublishRig(db);
    there = new AtNetwork(sandbox, network);
    server = await ServerProcess.start({ env });
  }, 120_000);
  afterAll(async () => {
    await server.kill9();
    await gate.end();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(() => there.forget());
  afterEach(() => sandbox.clearFaults());

  /** Each has an owner of its own: campaigns of one account are switched on one at a time. */
  async function one(status: Fate['status'] = 'active'): Promise<Fate> {
    const user = await aUser(db);
    const added = await (
      await clientOf(user)
    ).post(ACCOUNTS, {
      ...network.account,
      settings: { warmup: { enabled: false } },
    });
    const id = await rig.approved(user, String(added.body.data.id), network.columns);
    const ask = async (what: string): Promise<Answer> => (await clientOf(user)).post(`${CAMPAIGNS}/${id}/${what}`, {});
    return { id, user, ask, status };
  }
  const clientOf = (user: UserRow): Promise<HttpClient> => as(server.http, user);

  async function running(): Promise<Fate> {
    const fate = await one();
    const answer = await fate.ask('publish?wait=true');
    expect([answer.text, answer.status]).toEqual([expect.stringContaining('"status":"active"'), 200]);
    return fate;
  }

  /** Killed, and started again when `seconds` more have passed. */
  async function killed(seconds: number): Promise<void> {
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    await gate.open();
    await db.query('UPDATE ad_campaign_objects SET sent_at = sent_at - make_interval(secs => $1)', [seconds]);
    server = await ServerProcess.start({ env });
  }

  async function expectOnce(fates: Fate[]): Promise<void> {
    for (const { id, status } of fates) {
      await until(
        `the campaign is ${status}`,
        async () => {
          const { status: now, status_reason } = await rig.row(id);
          const unfinished = await db.count(
            'jobs',
            "status IN ('queued', 'running') AND payload->>'campaign_id' = $1",
            [id],
          );
          return { now, status_reason, unfinished };
        },
        ({ now, unfinished }) => now === status && unfinished === 0,
        { timeout_ms: 90_000 },
      );
    }
    const stands = (await there.stands()).sort();
    const inside = fates.flatMap(() => ['ad on', 'ad_set on']);
    const themselves = fates.map(({ status }) => `campaign ${status === 'active' ? 'on' : 'off'}`);
    expect(stands).toEqual([...inside, ...themselves].sort());
    const ids = await Promise.all(fates.map(async ({ id }) => (await rig.row(id)).platform_campaign_id));
    expect(ids.sort()).toEqual((await there.made()).campaigns.sort());
  }

  /** Campaigns that run at the network by now. */
  const on = async (): Promise<number> => (await there.stands()).filter((state) => state === 'campaign on').length;

  it('before each thing is asked for, and when it is there and not known here: each is made once', async () => {
    const stops = Object.keys(network.making).flatMap((kind): [string, StopPoint][] => [
      [kind, 'asked'],
      [kind, 'made'],
    ]);
    stops.push(['ad', 'active'], ['ad_set', 'active'], ['campaign', 'switching'], ['campaign', 'active']);
    const fates: Fate[] = [];
    for (const [kind, point] of stops) {
      const fate = await one();
      await gate.stop(fate.id, kind, point);
      fates.push(fate);
    }
    const [paused, resumed] = [{ ...(await running()), status: 'paused' as const }, await running()];
    await resumed.ask('pause?wait=true');
    const removed = await running();
    await removed.ask('pause?wait=true');
    await gate.stop(removed.id, 'campaign', 'removed');
    await gate.stop(paused.id, 'campaign', 'paused');
    await gate.stop(resumed.id, 'campaign', 'active');
    await Promise.all([...fates.map(({ ask }) => ask('publish')), paused.ask('pause'), resumed.ask('resume')]);
    expect((await (await clientOf(removed.user)).delete(`${CAMPAIGNS}/${removed.id}`)).status).toBe(200);
    await gate.reached(fates.length + 3);
    // The one whose last step was done, and the one that was resumed.
    expect(await on()).toBe(2);
    await killed(60);
    await until(
      'what was deleted is known to be gone',
      () => rig.objects(removed.id),
      (objects) => objects.every((one) => one.includes('removed')),
      { timeout_ms: 60_000 },
    );
    await expectOnce([...fates, paused, resumed]);
  }, 240_000);

  it('while the network does not answer: each is made once', async () => {
    const fates: Fate[] = [];
    const paths = [...Object.values(network.making), ...Object.values(network.switching)].reverse();
    // From the last step to the first: each is caught by the fault that was set last.
    for (const path of paths) {
      const fate = await one();
      fates.push(fate);
      await sandbox.fault({ provider: network.key, kind: 'timeout', method: 'POST', path });
      expect((await fate.ask('publish')).status).toBe(202);
      await struck(fates.length);
    }
    expect(await on()).toBe(0);
    const clearing = killed(60);
    await sandbox.clearFaults();
    await clearing;
    await expectOnce(fates);
  }, 240_000);

  it('while the network is at it, which ends only after the restart: each is made once', async () => {
    const fates: Fate[] = [];
    for (const kind of ['ad', 'ad_set', 'campaign']) {
      const fate = await one();
      fates.push(fate);
      const path = network.making[kind]!;
      await sandbox.fault({ provider: network.key, kind: 'slow', delay_ms: 10_000, method: 'POST', path, count: 1 });
      expect((await fate.ask('publish')).status).toBe(202);
      await struck(fates.length);
    }
    // Of the half minute that things may take to show.
    await killed(15);
    await expectOnce(fates);
  }, 240_000);

  async function struck(count: number): Promise<void> {
    await until(
      `${count} calls were struck`,
      async () => (await sandbox.http.get('/_sandbox/faults')).body as unknown as { fired: number }[],
      (faults) => faults.filter(({ fired }) => fired > 0).length >= count,
      { timeout_ms: 40_000, every_ms: 20 },
    );
  }
});
