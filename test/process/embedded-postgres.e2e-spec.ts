import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateBinaries } from '../../src/common/database/embedded/binaries.js';
import { prepareCluster } from '../../src/common/database/embedded/cluster.js';
import { freePort } from '../../src/common/database/embedded/free-port.js';
import { until } from '../support/until.js';
import { EmbeddedProcess } from './embedded-process.js';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const isLinux = process.platform === 'linux';

// Processes start and recover here: seconds each on a busy machine.
jest.setTimeout(90_000);

describe('the embedded Postgres', () => {
  let template: string;
  let parent: string;
  let dataDir: string;
  const started: EmbeddedProcess[] = [];

  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'ksap-embedded-template-'));
    await (await EmbeddedProcess.ready(template)).kill('SIGTERM');
  });

  afterAll(async () => {
    await rm(template, { recursive: true, force: true });
  });

  beforeEach(async () => {
    // 0700: the way in is closed to the user as whom a root process runs Postgres.
    parent = await mkdtemp(join(tmpdir(), 'ksap-embedded-'));
    dataDir = join(parent, 'data');
  });

  afterEach(async () => {
    for (const holder of started.splice(0)) await holder.kill('SIGKILL');
    const left = await postmasterPid().catch(() => null);
    if (left !== null) await until('Postgres is gone', async () => !(await isPostgres(left)));
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
  });

  /** A holder on a cluster that an earlier run had made and left in order, unless there is one already. */
  async function ready(): Promise<EmbeddedProcess> {
    // By cp: whose the files are matters.
    if (!existsSync(dataDir)) execFileSync('cp', ['-a', template, dataDir]);
    const holder = await EmbeddedProcess.ready(dataDir);
    started.push(holder);
    return holder;
  }

  function starter(): EmbeddedProcess {
    const holder = new EmbeddedProcess(dataDir);
    started.push(holder);
    return holder;
  }

  const cluster = () => join(dataDir, 'postgres', 'cluster');

  async function postmasterPid(): Promise<number> {
    return Number.parseInt(await readFile(join(cluster(), 'postmaster.pid'), 'utf8'), 10);
  }

  async function isPostgres(pid: number): Promise<boolean> {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.includes('postgres') && command.includes(parent);
  }

  it('serves UTF-8 with its own locale, ends cleanly on a stop, and is back with its rows in under 3 s', async () => {
    const first = starter();
    await first.line(/^READY/);
    await first.query('CREATE TABLE kept (name text)');
    await first.query("INSERT INTO kept VALUES ('Ärger ☕')");
    const [settings] = await first.query(
      `SELECT datlocprovider AS provider, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding,
              current_setting('fsync') AS fsync, upper('ä') AS upper
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', fsync: 'on', upper: 'Ä' });
    expect(await first.kill('SIGTERM')).toBe(0);
    await expect(stat(join(cluster(), 'postmaster.pid'))).rejects.toThrow(/ENOENT/);

    const second = await ready();
    expect(await second.query('SELECT name FROM kept')).toEqual([{ name: 'Ärger ☕' }]);
    expect(second.startedIn).toBeLessThan(3_000);
  });

  it('keeps the password to its owner and refuses a wrong one', async () => {
    const holder = starter();
    await holder.line(/^READY/);

    expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
    const wrong = holder.address.replace(/ksap:[^@]+@/, 'ksap:wrong@');
    jest.spyOn(holder, 'address', 'get').mockReturnValue(wrong);
    await expect(holder.query('SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  (isLinux && process.getuid?.() === 0 ? it : it.skip)(
    'runs as another user when started by root, who still enters no directory but by reading',
    async () => {
      await ready();
      const status = await readFile(`/proc/${await postmasterPid()}/status`, 'utf8');

      expect(status).not.toMatch(/^Uid:\s+0\b/m);
      // CAP_DAC_READ_SEARCH (bit 2) and nothing else.
      expect(status).toMatch(/^CapBnd:\s+0*4$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      expect((await stat(parent)).mode & 0o777).toBe(0o700);
    },
  );

  it('refuses a second start on the same data directory, says who has it, and leaves the first alone', async () => {
    const first = await ready();
    const second = starter();

    expect(await second.exited).toBe(1);
    expect(second.output).toContain(`in use by process ${first.pid}`);
    expect(second.output).toContain('KSAP_DATA_DIR');
    expect(await first.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of several starters have a dead one’s directory', async () => {
    await (await ready()).kill('SIGKILL');

    const starters = [starter(), starter(), starter()];
    for (const one of starters) await one.line(/^READY|in use by process/);

    expect(starters.filter((one) => one.output.includes('READY'))).toHaveLength(1);
  });

  it('goes on where it was after its holder was killed', async () => {
    const first = await ready();
    await first.query('CREATE TABLE kept AS SELECT 42 AS number');
    const orphan = await postmasterPid();
    await first.kill('SIGKILL');

    const second = await ready();

    expect(await second.query('SELECT number FROM kept')).toEqual([{ number: 42 }]);
    expect(await postmasterPid()).not.toBe(orphan);
    expect(await isPostgres(orphan)).toBe(false);
  });

  it('stops a Postgres that outlived its holder before it starts its own', async () => {
    await (await ready()).kill('SIGTERM');
    const orphan = await orphanPostgres();

    const holder = await ready();

    expect(holder.output).toContain(`Stopping the Postgres (process ${orphan.pid}) that an earlier run left behind`);
    await until('the orphan has ended', () => orphan.exitCode !== null || orphan.signalCode !== null);
    expect(await holder.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('recovers when Postgres and its holder were killed and the number in its lock file is another process’s', async () => {
    const first = await ready();
    await first.query('CREATE TABLE kept AS SELECT 42 AS number');
    const pid = await postmasterPid();
    process.kill(first.pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    await first.kill('SIGKILL');
    const { uid, gid } = await stat(cluster());
    const bystander = spawn('sleep', ['120'], process.getuid?.() === 0 ? { uid, gid } : {});
    try {
      const path = join(cluster(), 'postmaster.pid');
      await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(bystander.pid)));

      const second = await ready();

      expect(await second.query('SELECT number FROM kept')).toEqual([{ number: 42 }]);
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('is started again on the same port when it ends by itself, with what was committed', async () => {
    const holder = await ready();
    await holder.query('CREATE TABLE kept AS SELECT 42 AS number');

    process.kill(await postmasterPid(), 'SIGKILL');

    await holder.line(/Postgres is back/);
    expect(holder.output).toContain('EXIT restarting=true');
    expect(await holder.query('SELECT number FROM kept')).toEqual([{ number: 42 }]);
    expect(await holder.kill('SIGTERM')).toBe(0);
  });

  it('is given up when it ends again and again', async () => {
    const holder = await ready();

    for (let round = 0; !holder.output.includes('restarting=false') && round < 8; round += 1) {
      const backs = count(holder, 'Postgres is back');
      process.kill(await postmasterPid(), 'SIGKILL');
      await until(
        'it is back or given up',
        () => count(holder, 'Postgres is back') > backs || holder.output.includes('=false'),
      );
    }

    expect(count(holder, 'EXIT restarting=true')).toBe(5);
    expect(count(holder, 'EXIT restarting=false')).toBe(1);
    expect(await holder.kill('SIGTERM')).toBe(0);
  });

  it('makes the cluster anew when the making of it was killed in the middle', async () => {
    const first = starter();
    await until('the making has begun', async () => (await homeEntries()).some((name) => name.startsWith('init-')));
    await first.kill('SIGKILL');
    await expect(stat(cluster())).rejects.toThrow(/ENOENT/);

    const second = await ready();

    expect(await second.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await homeEntries()).sort()).toEqual(['cluster', 'password']);
  });

  it('refuses the cluster of another major version in clear words and changes nothing in it', async () => {
    await (await ready()).kill('SIGTERM');
    await writeFile(join(cluster(), 'PG_VERSION'), '17\n');

    const holder = starter();

    expect(await holder.exited).toBe(1);
    expect(holder.output).toMatch(/made by Postgres 17; this program brings Postgres \d+/);
    expect(await readFile(join(cluster(), 'PG_VERSION'), 'utf8')).toBe('17\n');
  });

  async function homeEntries(): Promise<string[]> {
    return readdir(join(dataDir, 'postgres')).catch(() => []);
  }

  function count(holder: EmbeddedProcess, text: string): number {
    return holder.lines.filter((line) => line.includes(text)).length;
  }

  /** A Postgres on this cluster whose parent is this test: no kernel ends it when some holder dies. */
  async function orphanPostgres(): Promise<ChildProcess> {
    const binaries = await locateBinaries();
    const { launcher, directory } = await prepareCluster(dataDir, binaries, quiet);
    const port = await freePort();
    const args = [
      '-D',
      directory,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ];
    const { program, args: all, uid, gid } = launcher.command(binaries.postgres, args, 'INT');
    const child = spawn(program, all, {
      cwd: '/',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      stdio: 'ignore',
      uid,
      gid,
    });
    await once(child, 'spawn');
    const isReady = async () =>
      /ready\s*$/.test(await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => ''));
    await until('the orphan takes connections', isReady);
    return child;
  }
});
