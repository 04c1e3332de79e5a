import './ts-loader.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const { isRoot, unprivilegedAccount } = await import('../../src/common/database/embedded/account.ts');
const { locateBinaries } = await import('../../src/common/database/embedded/binaries.ts');
const { ownLauncher, rootLauncher } = await import('../../src/common/database/embedded/launcher.ts');
const { CLEAN_ENV, runProgram } = await import('../../src/common/database/embedded/run-program.ts');

/** What a database that nobody will miss can do without. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal' };
/** As the product's own cluster has it. */
const LETTERS = process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : [];
const LOCALE = ['--locale=C', ...LETTERS, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
const SETTINGS = {
  ...CARELESS,
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  max_wal_senders: '0',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
};

/**
 * The product's Postgres binaries on a cluster in `directory` that need not outlive the run.
 * It dies with this process, where the system can arrange that.
 */
export async function startThrowawayPostgres(directory) {
  await mkdir(directory, { recursive: true });
  const binaries = await locateBinaries();
  const launcher = isRoot()
    ? await rootLauncher(await unprivilegedAccount(), binaries, directory)
    : await ownLauncher();
  if (launcher.owner) await chown(directory, launcher.owner.uid, launcher.owner.gid);

  const initArgs = ['-D', directory, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', ...LOCALE, '--no-sync'];
  const made = await runProgram(launcher.command(binaries.initdb, initArgs, 'KILL'), directory);
  if (made.code !== 0) throw new Error(`initdb failed: ${made.output}`);

  const port = await freePort();
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = launcher.command(binaries.postgres, ['-D', directory, '-p', String(port), ...settings], 'INT');
  const { program, args, uid, gid } = command;
  const server = spawn(program, args, {
    cwd: directory,
    env: CLEAN_ENV,
    uid,
    gid,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = [];
  server.stderr.on('data', (chunk) => {
    said.push(chunk.toString());
    if (said.length > 200) said.shift();
  });
  const exited = once(server, 'exit');
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  if (!(await answers(url, server))) throw new Error(`Postgres did not start: ${said.join('')}`);
  return {
    url,
    async stop() {
      server.kill('SIGINT');
      await exited;
    },
  };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(url, server) {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(50);
    }
  }
  return false;
}
