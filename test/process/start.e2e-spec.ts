import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

/** Runs the server to its end, for starts that are to be refused. */
async function refused(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const server = ServerProcess.spawn({ env });
  const { code } = await server.exited;
  return { code, said: server.lines.join('\n') };
}

describe('the start', () => {
  let db: TestDatabase;
  let dataDir: string;

  beforeAll(async () => {
    db = await createTestDatabase();
    dataDir = await scratchFolder('start');
  });
  afterAll(async () => {
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  describe('with a wrong configuration', () => {
    it('names every fault at once, each by its variable, and shows no secret', async () => {
      const { code, said } = await refused({
        PORT: 'eighty',
        DATABASE_URL: 'mysql://root:hunter2-db@db.example/shop',
        REDIS_URL: 'redis-hunter2',
        KSAP_ENCRYPTION_KEYS: 'k1:aHVudGVyMg==,hunter2-bare-key',
        KSAP_JWT_SECRET: 'hunter2',
        SMTP_URL: 'http://user:hunter2@mail.example',
        KSAP_ROLE: 'boss',
        KSAP_PUBLIC_URL: 'ftp://shop.example',
        KSAP_ALLOW_PRIVATE_TARGETS: '10.0.0.0/99',
        KSAP_RATE_LIMT: '10',
        KSAP_DATA_DIR: dataDir,
      });

      expect(code).toBe(1);
      expect(said).toContain('The configuration is refused (11 faults)');
      for (const variable of [
        'PORT',
        'DATABASE_URL',
        'REDIS_URL',
        'KSAP_ENCRYPTION_KEYS',
        'KSAP_JWT_SECRET',
        'SMTP_URL',
        'KSAP_ROLE',
        'KSAP_PUBLIC_URL',
        'KSAP_ALLOW_PRIVATE_TARGETS',
        'KSAP_RATE_LIMT',
      ]) {
        expect(said).toMatch(new RegExp(`^ {2}${variable}: \\S`, 'm'));
      }
      expect(said).toContain('did you mean KSAP_RATE_LIMIT?');
      expect(said).not.toMatch(/hunter2|aHVudGVyMg|\n +at /);
      expect(await readdir(dataDir)).toEqual([]);
    });

    it('is refused in production without secrets of its own', async () => {
      const { code, said } = await refused({ NODE_ENV: 'production', KSAP_DATA_DIR: dataDir, DATABASE_URL: db.url });

      expect(code).toBe(1);
      expect(said).toMatch(/^ {2}KSAP_ENCRYPTION_KEYS: must be set in production/m);
      expect(said).toMatch(/^ {2}KSAP_JWT_SECRET: must be set in production/m);
      expect(await readdir(dataDir)).toEqual([]);
    });

    it.each([
      [
        'that does not answer',
        'postgres://ksap:hunter2@127.0.0.1:1/ksap',
        /cannot be used: .*ECONNREFUSED 127\.0\.0\.1:1/,
      ],
      ['of another name', 'postgres://ksap:hunter2@host.invalid/ksap', /cannot be used: .*host\.invalid/],
    ])('says so in one line when it names a database %s', async (_what, url, reason) => {
      const { code, said } = await refused({ DATABASE_URL: url, KSAP_DATA_DIR: dataDir });

      expect(code).toBe(1);
      expect(said.split('\n')).toEqual([expect.stringMatching(/^DATABASE_URL: /)]);
      expect(said).toMatch(reason);
      expect(said).not.toContain('hunter2');
    });
  });

  it('makes its secrets once, for its owner alone, and comes back to them', async () => {
    const path = join(dataDir, 'secrets.json');
    const env = { DATABASE_URL: db.url, KSAP_DATA_DIR: dataDir };

    const first = await ServerProcess.start({ env });
    const kept = await readFile(path, 'utf8');
    const { body } = await first.http.post('/api/v1/auth/register', ACCOUNT);
    await first.stop();

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(first.lines.filter((line) => line.startsWith('KSAP is ready at '))).toHaveLength(1);
    expect(first.lines.join('\n')).toMatch(/\(docs: http:\S+\/docs; role all; Postgres of DATABASE_URL; queue on Post/);

    const second = await ServerProcess.start({ env });
    const profile = await second.http.get('/api/v1/users/profile', {
      headers: { authorization: `Bearer ${String(body.data.access_token)}` },
    });
    await second.stop();

    expect(profile.status).toBe(200);
    expect(await readFile(path, 'utf8')).toBe(kept);
  });

  describe('on the embedded database', () => {
    let server: ServerProcess;
    let embedded: string;

    beforeAll(async () => {
      embedded = await scratchFolder('embedded');
      server = await ServerProcess.start({ env: { KSAP_DATA_DIR: embedded } });
    });
    afterAll(async () => {
      await server.kill9();
      await rm(embedded, { recursive: true, force: true });
    });

    it('says where the database is and that mail is written to files', () => {
      expect(server.lines.find((line) => line.startsWith('KSAP is ready at '))).toMatch(
        /embedded Postgres in .*; queue on Postgres; mail is written to .*\/mail\)$/,
      );
    });

    it('is refused while another process has the data directory, which goes on unharmed', async () => {
      const { code, said } = await refused({ KSAP_DATA_DIR: embedded });

      expect(code).toBe(1);
      expect(said).toContain(`The data directory ${embedded} is in use by process ${server.pid}`);
      expect(said.split('\n')).toHaveLength(1);
      expect((await server.http.get('/health/ready')).status).toBe(200);
    });

    it('stops with nothing to complain about: nobody needs Postgres any more when it goes', async () => {
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      expect(server.lines.filter((line) => /"level":"(warn|error|fatal)"|^\s+at /.test(line))).toEqual([]);
    });

    it('is soon back on what is there, and small while it idles', async () => {
      const begun = performance.now();
      const second = await ServerProcess.start({ env: { KSAP_DATA_DIR: embedded } });
      const startMs = performance.now() - begun;
      try {
        await sleep(1_000);
        const metrics = await second.http.get('/metrics');
        const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics.text)?.[1]);
        process.stderr.write(`second start: ${Math.round(startMs)} ms; idle: ${Math.round(bytes / 1e6)} MB\n`);

        expect(bytes).toBeLessThan(250e6);
        // An idle machine needs less than 3 s; this one runs other suites beside it.
        expect(startMs).toBeLessThan(15_000);
      } finally {
        await second.stop();
      }
    });

    it('ends in words, and Postgres with it, when its port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      try {
        const { code, said } = await refused({ KSAP_DATA_DIR: embedded, PORT: String(port) });

        expect(code).toBe(1);
        expect(said).toContain(`  PORT: ${port} on 127.0.0.1 is taken by another program`);
        expect(said).not.toMatch(/terminating connection|unhandled/i);
        await expect(stat(join(embedded, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toThrow('ENOENT');
      } finally {
        other.close();
      }
    });
  });
});
