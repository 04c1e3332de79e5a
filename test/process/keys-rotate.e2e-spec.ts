import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createDataSource } from '../../ormconfig.js';
import { Database } from '../../src/common/database/database.js';
import { resealColumn } from '../../src/common/security/reseal.js';
import { SEALED_COLUMNS, type SealedColumn } from '../../src/common/security/sealed-columns.js';
import { SecretBox, type SealedSecret, type SecretPlace } from '../../src/common/security/secret-box.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aStore, aUser, insert } from '../support/factories.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const OLD = { id: 'k1', key: randomBytes(32) };
const NEW = { id: 'k2', key: randomBytes(32) };
const MAILS = 1_203;

const setting = (...keys: (typeof OLD)[]): string =>
  keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

describe('npm run keys:rotate', () => {
  const before = new SecretBox([OLD]);
  const after = new SecretBox([NEW]);
  let db: TestDatabase;
  let dataDir: string;

  beforeAll(async () => {
    db = await createTestDatabase();
    dataDir = await scratchFolder('keys');
    await fill(db, before);
  });
  afterAll(async () => {
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const rotate = async (keys: string): Promise<{ code: number | null; lines: string[] }> => {
    const env = {
      DATABASE_URL: db.url,
      KSAP_DATA_DIR: dataDir,
      KSAP_ENCRYPTION_KEYS: keys,
      KSAP_JWT_SECRET: 'j'.repeat(40),
    };
    const script = ServerProcess.spawn({ program: 'dist/scripts/keys-rotate.js', env });
    const { code } = await script.exited;
    return { code, lines: script.lines };
  };

  /** The texts of a column that `box` opens, and how many it does not. */
  const opened = async (box: SecretBox, column: SealedColumn): Promise<{ texts: string[]; closed: number }> => {
    const key = column.key.map(([name]) => `${name}::text`).join(` || '|' || `);
    const rows = await db.query<{ row_id: string; sealed: SealedSecret | string }>(
      `SELECT ${key} AS row_id, ${column.column} AS sealed FROM ${column.table} WHERE ${column.column} IS NOT NULL`,
    );
    const texts = rows.flatMap(({ row_id, sealed }) => {
      const place = { table: column.table, column: column.column, row_id };
      try {
        return [typeof sealed === 'string' ? box.openString(sealed, place) : box.open(sealed, place)];
      } catch {
        return [];
      }
    });
    return { texts, closed: rows.length - texts.length };
  };

  it('goes on where it was broken off', async () => {
    const dataSource = await createDataSource(db.url, 2).initialize();
    const database = new Database(dataSource);
    const mails = SEALED_COLUMNS.find(({ table }) => table === 'mails')!;
    const box = new SecretBox([NEW, OLD]);
    try {
      const execute = jest.spyOn(database, 'execute');
      execute.mockImplementationOnce((sql, parameters) => {
        execute.mockRejectedValueOnce(new Error('killed'));
        return Database.prototype.execute.call(database, sql, parameters);
      });
      await expect(resealColumn(database, box, mails)).rejects.toThrow('killed');
      expect(await opened(after, mails)).toMatchObject({ closed: MAILS - 500 });

      execute.mockRestore();
      expect(await resealColumn(database, box, mails)).toEqual({
        resealed: MAILS - 500,
        current: 500,
        unopened: 0,
        faults: [],
      });
      expect((await opened(after, mails)).texts).toHaveLength(MAILS);
    } finally {
      await dataSource.destroy();
    }
  });

  it('seals every column with the first key and says how many values each had', async () => {
    const { code, lines } = await rotate(setting(NEW, OLD));

    expect(lines.at(-1)).toBe('Everything is sealed with k2. What is no longer needed: k1.');
    expect(code).toBe(0);
    for (const column of SEALED_COLUMNS) {
      const line = lines.find((one) => one.startsWith(`${column.table}.${column.column} `));
      const counts =
        column.table === 'mails' ? `0 sealed anew, ${MAILS} were current` : '1 sealed anew, 0 were current';
      expect(line).toMatch(new RegExp(`${counts}, 0 could not be opened$`));
      const { texts, closed } = await opened(after, column);
      expect(closed).toBe(0);
      expect(texts[0]).toBe(`secret of ${column.table}.${column.column}`);
      expect((await opened(before, column)).texts).toEqual([]);
    }
  });

  it('changes nothing when it runs again', async () => {
    const versions = () => db.query(`SELECT ctid, xmin FROM stores`);
    const rows = await versions();

    const { code, lines } = await rotate(setting(NEW, OLD));

    expect(code).toBe(0);
    expect(lines.filter((line) => / [1-9]\d* sealed anew/.test(line))).toEqual([]);
    expect(await versions()).toEqual(rows);
  });

  it('leaves what it cannot open, says so and ends with 1', async () => {
    const foreign = new SecretBox([{ id: 'k0', key: randomBytes(32) }]);
    const id = randomUUID();
    const sealed = foreign.seal('lost', { table: 'mails', column: 'body_sealed', row_id: id });
    await insert(db, 'mails', { id, recipient: 'x@shop.example', subject: 's', kind: 'test', body_sealed: sealed });
    await db.query(`UPDATE proxies SET password = 'never sealed'`);

    const { code, lines } = await rotate(setting(NEW));
    const said = lines.join('\n');

    expect(code).toBe(1);
    expect(said).toMatch(/mails\.body_sealed +0 sealed anew, 1203 were current, 1 could not be opened/);
    expect(said).toContain('A secret was sealed with key k0, which is not configured');
    expect(said).toMatch(/proxies\.password +0 sealed anew, 0 were current, 1 could not be opened/);
    expect(said).toContain('2 values could not be opened and stay as they are');
    expect(said).not.toContain('never sealed');
    expect(await db.one('SELECT password FROM proxies')).toEqual({ password: 'never sealed' });
    expect(await db.one('SELECT body_sealed FROM mails WHERE id = $1', [id])).toEqual({ body_sealed: sealed });
  });

  it('refuses a database that is not up to date', async () => {
    await db.query('DELETE FROM migrations WHERE timestamp = (SELECT max(timestamp) FROM migrations)');

    const { code, lines } = await rotate(setting(NEW));

    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('npm run migrate')]);
  });
});

/** One value in each sealed column, and more mails than one batch takes. */
async function fill(db: TestDatabase, box: SecretBox): Promise<void> {
  const user = await aUser(db);
  const id = randomUUID();
  const text = (place: SecretPlace): string => `secret of ${place.table}.${place.column}`;
  const json = (place: SecretPlace): SealedSecret => box.seal(text(place), place);
  const string = (place: SecretPlace): string => box.sealString(text(place), place);

  await aStore(db, {
    id,
    user_id: user.id,
    api_credentials: json({ table: 'stores', column: 'api_credentials', row_id: id }),
    webhook_secret: json({ table: 'stores', column: 'webhook_secret', row_id: id }),
  });
  const session = await insert(db, 'sessions', { user_id: user.id, expires_at: new Date() });
  await insert(db, 'refresh_tokens', {
    id,
    session_id: session.id,
    token_hash: randomBytes(32),
    expires_at: new Date(),
    replay_sealed: json({ table: 'refresh_tokens', column: 'replay_sealed', row_id: id }),
  });
  await insert(db, 'idempotency_keys', {
    scope: `user:${user.id}`,
    key: 'a key, with | in it',
    method: 'POST',
    path: '/api/v1/stores',
    fingerprint: randomBytes(32),
    expires_at: new Date(),
    body_sealed: json({
      table: 'idempotency_keys',
      column: 'body_sealed',
      row_id: `user:${user.id}|a key, with | in it`,
    }),
  });
  await insert(db, 'webhook_endpoints', {
    id,
    user_id: user.id,
    url: 'https://listener.example',
    events: '["*"]',
    secret_hint: 'abcd',
    secret: json({ table: 'webhook_endpoints', column: 'secret', row_id: id }),
    previous_secret: json({ table: 'webhook_endpoints', column: 'previous_secret', row_id: id }),
  });
  await insert(db, 'payment_processors', {
    id,
    user_id: user.id,
    name: 'Till',
    provider: 'stripe',
    api_credentials: json({ table: 'payment_processors', column: 'api_credentials', row_id: id }),
    webhook_secrets: json({ table: 'payment_processors', column: 'webhook_secrets', row_id: id }),
  });
  await insert(db, 'social_media_accounts', {
    id,
    user_id: user.id,
    platform: 'instagram',
    access_token: string({ table: 'social_media_accounts', column: 'access_token', row_id: id }),
    refresh_token: string({ table: 'social_media_accounts', column: 'refresh_token', row_id: id }),
  });
  const consent = (column: string): string =>
    string({ table: 'social_oauth_connections', column, row_id: id } as SecretPlace);
  await insert(db, 'social_oauth_connections', {
    id,
    user_id: user.id,
    platform: 'instagram',
    state_hash: Buffer.from(id),
    redirect_uri: 'https://ksap.example/callback',
    expires_at: new Date(),
    code_verifier: consent('code_verifier'),
    access_token: consent('access_token'),
    refresh_token: consent('refresh_token'),
  });
  await insert(db, 'proxies', {
    id,
    user_id: user.id,
    host: 'proxy.example',
    port: 8080,
    password: string({ table: 'proxies', column: 'password', row_id: id }),
  });
  const mails = Array.from({ length: MAILS }, () => {
    const mailId = randomUUID();
    return { id: mailId, body_sealed: json({ table: 'mails', column: 'body_sealed', row_id: mailId }) };
  });
  await db.query(
    `INSERT INTO mails (id, recipient, subject, kind, body_sealed)
     SELECT id, 'a@shop.example', 'Hello', 'test', body_sealed
     FROM jsonb_to_recordset($1) AS mail(id uuid, body_sealed jsonb)`,
    [JSON.stringify(mails)],
  );
}
