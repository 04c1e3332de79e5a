import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs `work` while no other process of this clone installs or builds. A lock whose holder has died is taken over.
 */
export async function withPrepareLock(root, work) {
  const path = join(root, '.prepare.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    await acquire(path, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  const release = () => {
    if (readOrNull(path) === mine) rmSync(path, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(path, draft) {
  let told = false;
  for (;;) {
    try {
      // A link appears with its content, and only one can win.
      linkSync(draft, path);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const seen = readOrNull(path);
    if (seen === null) continue;
    const holder = parseOrNull(seen);
    if (holder !== null && isRunning(holder)) {
      if (!told) console.error(`Waiting for process ${holder.pid}, which is installing or building in this directory.`);
      told = true;
      await sleep(POLL_MS);
    } else {
      removeStale(path, seen);
    }
  }
}

/** Moves the dead holder's lock away; when another starter's fresh one was caught instead, puts it back. */
function removeStale(path, seen) {
  const caught = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, caught);
    if (readOrNull(caught) !== seen && !existsSync(path)) linkSync(caught, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(caught, { force: true });
  }
}

function isRunning({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return now === null || started === null || now === started;
}

/** When the process began, in the kernel's ticks: tells a process from a later one with the same number. Linux only. */
function startOf(pid) {
  const stat = readOrNull(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces and parentheses itself.
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseOrNull(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
