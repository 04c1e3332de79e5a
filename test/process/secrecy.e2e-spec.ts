import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretBox, type SealedSecret } from '../../src/common/security/secret-box.js';
import { connect, createStore, credentialsFor, expectStatus, jobSucceeded } from '../stores/shops.js';
import { dumpOf } from '../support/database-dump.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import type { Answer } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const EMAIL = 'ada@shop.example';
const PASSWORDS = ['violet-harbour-lantern-42', 'amber-orchard-compass-97', 'copper-meadow-whistle-31'] as const;
const [FIRST, SECOND, WRONG] = PASSWORDS;
const JWT_SECRET = 'jwt-secret-of-the-secrecy-test-0123456789';
const KEY = Buffer.alloc(32, 7);
const METRICS_TOKEN = 'metrics-token-of-the-secrecy-test';

/**
 * One person's whole way through the product with logs at their loudest; then everything that the process printed and
 * everything that lies in the database is searched for what nobody may read there.
 */
describe('secrets', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let server: ServerProcess;
  const answers: Answer[] = [];
  const secrets = new Map<string, string>();
  let mailedToken = '';

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 30, products: 10 });
    dataDir = await scratchFolder('secrecy');
    server = await ServerProcess.start({
      env: {
        DATABASE_URL: db.url.replace('//postgres@', '//postgres:database-password-of-the-test@'),
        KSAP_DATA_DIR: dataDir,
        KSAP_SANDBOX_URL: sandbox.url,
        KSAP_PUBLIC_URL: 'http://127.0.0.1:3999',
        KSAP_ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
        KSAP_JWT_SECRET: JWT_SECRET,
        KSAP_METRICS_TOKEN: METRICS_TOKEN,
        LOG_LEVEL: 'trace',
      },
    });
    await live();
    await server.stop();
  });
  afterAll(async () => {
    await server.kill9();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const keep = (name: string, secret: unknown): string => {
    expect(`${name}: ${typeof secret}`).toBe(`${name}: string`);
    secrets.set(name, String(secret));
    return String(secret);
  };

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await server.http.request(method, path, body === undefined ? { headers } : { body, headers });
    answers.push(answer);
    return answer;
  }

  async function live(): Promise<void> {
    PASSWORDS.forEach((password, index) => keep(`password ${index + 1}`, password));
    keep('database password', 'database-password-of-the-test');
    keep('JWT secret', JWT_SECRET);
    keep('encryption key', KEY.toString('base64'));
    keep('metrics token', METRICS_TOKEN);

    const auth = '/api/v1/auth';
    const registered = expectStatus(
      await call('POST', `${auth}/register`, { email: EMAIL, password: FIRST }, { 'idempotency-key': 'register-once' }),
      201,
    );
    keep('access token 1', registered.body.data.access_token);
    keep('refresh token 1', registered.body.data.refresh_token);
    await call('POST', `${auth}/login`, { email: EMAIL, password: WRONG });
    await call('POST', `${auth}/login`, { email: EMAIL, password: FIRST, passwort: WRONG });
    await call('POST', `${auth}/login`, { email: EMAIL, password: [WRONG] });
    await server.http
      .request('POST', `${auth}/login`, {
        raw: `{"email":"${EMAIL}","password":"${WRONG}`,
        headers: { 'content-type': 'application/json' },
      })
      .then((answer) => answers.push(answer));
    const loggedIn = expectStatus(await call('POST', `${auth}/login`, { email: EMAIL, password: FIRST }), 200);
    keep('access token 2', loggedIn.body.data.access_token);
    const refresh = keep('refresh token 2', loggedIn.body.data.refresh_token);
    const refreshed = expectStatus(await call('POST', `${auth}/refresh`, { refresh_token: refresh }), 200);
    keep('refresh token 3', refreshed.body.data.refresh_token);
    await call('GET', '/api/v1/users/profile', undefined, {
      authorization: `Bearer ${secrets.get('access token 2')}tampered`,
    });
    await call('POST', `${auth}/forgot-password`, { email: EMAIL });
    mailedToken = keep('mailed token', await tokenFromMail());
    expectStatus(await call('POST', `${auth}/reset-password`, { token: mailedToken, password: SECOND }), 200);
    const again = expectStatus(await call('POST', `${auth}/login`, { email: EMAIL, password: SECOND }), 200);
    const access = keep('access token 3', again.body.data.access_token);
    keep('refresh token 4', again.body.data.refresh_token);
    await shops(access);
    await call('GET', `/api/v1/orders?cursor=${access}`, undefined, { authorization: `Bearer ${access}` });
  }

  async function shops(access: string): Promise<void> {
    const person = server.http.with({ authorization: `Bearer ${access}` });
    for (const platform of ['shopify', 'woocommerce'] as const) {
      const credentials = credentialsFor(platform, sandbox);
      const secretName = platform === 'shopify' ? 'client_secret' : 'consumer_secret';
      keep(`${platform} secret`, credentials[secretName]);
      const storeId = await createStore(person, platform);
      const wrong = keep(`${platform} wrong secret`, `wrong-${platform}-secret-0123456789`);
      answers.push(await connect(person, storeId, { ...credentials, [secretName]: wrong }));
      const connected = expectStatus(await connect(person, storeId, credentials), 202);
      answers.push(connected);
      await jobSucceeded(person, String(connected.body.data.job.id));
      answers.push(await person.post(`/api/v1/webhooks/${platform}/${storeId}`, { id: 1 }));
    }
    const box = new SecretBox([{ id: 'k1', key: KEY }]);
    const rows = await db.query<{ id: string; platform: string; webhook_secret: SealedSecret | null }>(
      'SELECT id, platform, webhook_secret FROM stores',
    );
    for (const { id, platform, webhook_secret: sealed } of rows) {
      if (sealed)
        keep(`${platform} webhook secret`, box.open(sealed, { table: 'stores', column: 'webhook_secret', row_id: id }));
    }
  }

  async function tokenFromMail(): Promise<string> {
    const folder = join(dataDir, 'mail');
    const token = async (): Promise<string | undefined> => {
      for (const name of await readdir(folder).catch(() => [])) {
        const text = (await readFile(join(folder, name), 'utf8')).replace(/=\r\n/g, '');
        if (/reset/i.test(text))
          return /[?&#]token=3?D?([\w-]{20,})/.exec(text)?.[1] ?? /^([\w-]{30,})\r?$/m.exec(text)?.[1];
      }
      return undefined;
    };
    return (await until('the mail is there', token)) ?? '';
  }

  const namesIn = (text: string): string[] =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);

  it('stand in no line that the process printed', () => {
    expect(server.lines.length).toBeGreaterThan(100);
    expect(namesIn(server.lines.join('\n'))).toEqual([]);
  });

  it('stand in no table of the database, the queue’s included', async () => {
    const dump = await dumpOf(db.url);
    expect(dump).toContain(EMAIL);
    expect(dump).toMatch(/"sb1|"k": ?"k1"/);
    expect(namesIn(dump)).toEqual([]);
    expect(dump).not.toMatch(/eyJ[\w-]{10,}\.eyJ/);
  });

  it('come back in no answer but the tokens that were asked for', () => {
    const issued = /"(access|refresh)_token":"[^"]+"/g;
    expect(namesIn(answers.map(({ text }) => text.replace(issued, '')).join('\n'))).toEqual([]);
  });

  it('are left in no cache on the way', () => {
    expect(new Set(answers.map(({ headers }) => headers.get('cache-control')))).toEqual(new Set(['no-store']));
  });

  it('every line but the ready line is JSON, and every request and job bears its request’s id', () => {
    const lines = server.lines.filter((line) => !line.startsWith('KSAP is ready at '));
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const entry of entries)
      expect(entry).toMatchObject({ level: expect.any(String), time: expect.any(String), pid: server.pid });

    const requests = entries.filter(({ msg }) => msg === 'request');
    const ids = new Set(requests.map(({ request_id: id }) => id));
    for (const answer of answers) expect(ids).toContain(answer.headers.get('x-request-id'));
    const work = entries.filter(({ job_id: id }) => id !== undefined);
    expect(work.length).toBeGreaterThan(10);
    expect(work.filter(({ request_id: id }) => typeof id !== 'string' || !id.startsWith('req_'))).toEqual([]);
    const syncs = work.filter(({ msg, type }) => msg === 'Job started' && type === 'stores.sync');
    expect(syncs.map(({ request_id: id }) => ids.has(id))).toEqual([true, true]);
  });
});
