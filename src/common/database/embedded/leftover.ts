import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedLog } from './embedded-log.js';
import { startOf, whereabouts } from './process-identity.js';
import { runProgram } from './run-program.js';

const POLL_MS = 20;
/** Signal and how long it gets: fast shutdown, immediate shutdown, kill. */
const STEPS: readonly [NodeJS.Signals, number][] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Ends what an earlier run left behind when it was killed: a Postgres that lost its supervisor, or processes of a
 * Postgres that was killed itself and that still hold its shared memory. Only processes that demonstrably work on this
 * very cluster are touched. The caller holds the data directory's lock, so nobody else can be using them.
 *
 * @returns the number in a stale `postmaster.pid` when it belongs to an unrelated process by now, else null:
 *   Postgres would take that process for a running server, see `PG_GRANDPARENT_PID` in the supervisor
 */
export async function endLeftovers(directory: string, log: EmbeddedLog): Promise<number | null> {
  const cluster = await realpath(directory);
  const pid = await recordedPid(cluster);
  if (pid !== null && (await worksOn(pid, cluster))) {
    log.warn(`Stopping the Postgres (process ${pid}) that an earlier run left behind`);
    await end(pid, cluster);
  }
  for (const stray of await strays(cluster)) {
    // Its postmaster is dead: there is nothing left that could end it well, and nothing it could still commit.
    log.warn(`Ending a Postgres process (${stray}) that outlived its server`);
    await endStray(stray, cluster);
  }
  const recorded = await recordedPid(cluster);
  return recorded !== null && (await startOf(recorded)) !== null ? recorded : null;
}

async function recordedPid(cluster: string): Promise<number | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

/** Every Postgres process has its cluster as working directory. */
async function worksOn(pid: number, cluster: string): Promise<boolean> {
  if ((await startOf(pid)) === null) return false;
  if (process.platform === 'linux') return (await whereabouts(pid))?.cwd === cluster;
  const { output } = await runProgram({ program: 'ps', args: ['-o', 'command=', '-p', String(pid)] });
  return output.includes('postgres') && output.includes(cluster);
}

async function strays(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const place = await whereabouts(pid);
      // A person's shell may stand in that directory too.
      return place?.cwd === cluster && /^\S*postgres\b/.test(place.command) ? pid : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

async function end(pid: number, cluster: string): Promise<void> {
  for (const [signal, patience] of STEPS) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new Error(`The Postgres process ${pid} on ${cluster} cannot be stopped: ${(error as Error).message}`, {
        cause: error,
      });
    }
    if (await isGone(pid, cluster, patience)) return;
  }
  throw new Error(`The Postgres process ${pid} on ${cluster} does not end; stop it by hand`);
}

async function endStray(pid: number, cluster: string): Promise<void> {
  // They notice by themselves that their server is gone, mostly before this looks.
  if (await isGone(pid, cluster, 1_000)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went just now.
  }
  await isGone(pid, cluster, 5_000);
}

async function isGone(pid: number, cluster: string, patience: number): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (await worksOn(pid, cluster)) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
