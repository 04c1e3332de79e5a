import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, ownIdentity, ownPidNamespace, type ProcessIdentity } from './process-identity.js';

const HEARTBEAT_MS = 5_000;
/** A holder that this process cannot see counts as alive while its last heartbeat is younger. */
const SILENCE_MS = 20_000;
/** Superseded files that stay, so that a listing under way meets at least one of them. */
const KEPT = 3;

/** Another process works on the data directory. */
export class DataDirInUseError extends Error {
  /** Its message says all that a person needs: no stack. */
  readonly isExpected = true;

  constructor(
    directory: string,
    /** Process number of the holder. */
    readonly pid: number,
  ) {
    super(
      `The data directory ${directory} is in use by process ${pid}. ` +
        'Stop that process first, or give this one a directory of its own with KSAP_DATA_DIR.',
    );
    this.name = 'DataDirInUseError';
  }
}

export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process, or says at once who has it.
 *
 * The lock is a growing row of numbered files, `lock/1`, `lock/2` …, of which the highest counts: it is held while the
 * process named in it runs. Whoever finds that process dead makes the next number. A hard link makes a file appear
 * whole and only once, and the highest is never removed, so that a starter who looked long ago either finds its number
 * taken or, after making it, finds a higher one: nobody can take a lock over twice, which a single file that is
 * removed and made again cannot promise.
 *
 * @throws DataDirInUseError
 */
export async function lockDataDir(data_dir: string): Promise<DataDirLock> {
  const directory = join(data_dir, 'lock');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `draft-${randomBytes(6).toString('hex')}`);
  await writeFile(draft, JSON.stringify(await ownIdentity()), { mode: 0o600 });
  try {
    return await acquire(data_dir, directory, draft);
  } finally {
    await rm(draft, { force: true });
  }
}

async function acquire(data_dir: string, directory: string, draft: string): Promise<DataDirLock> {
  for (;;) {
    const highest = Math.max(0, ...(await numbersIn(directory)));
    const holder = await holderOf(join(directory, String(highest)));
    if (holder !== null) throw new DataDirInUseError(data_dir, holder.pid);
    const mine = highest + 1;
    const path = join(directory, String(mine));
    try {
      await link(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    const numbers = await numbersIn(directory);
    if (numbers.some((number) => number > mine)) {
      await rm(path, { force: true });
      continue;
    }
    await removeAll(numbers.filter((number) => number <= mine - KEPT).map((number) => join(directory, String(number))));
    return held(path);
  }
}

function held(path: string): DataDirLock {
  const heartbeat = setInterval(() => {
    // The process's own clock on purpose: whoever compares it runs on the same machine.
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      // Emptied, not removed: the row of numbers must not begin anew.
      await truncate(path).catch(() => undefined);
    },
  };
}

/** @returns null when the file is not there, was released, or its process is dead. */
async function holderOf(path: string): Promise<ProcessIdentity | null> {
  let text: string;
  let touched: number;
  try {
    text = await readFile(path, 'utf8');
    touched = (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const holder = parseIdentity(text);
  if (holder === null) return null;
  if (holder.pid_namespace === (await ownPidNamespace())) return (await isRunning(holder)) ? holder : null;
  return Date.now() - touched < SILENCE_MS ? holder : null;
}

function parseIdentity(text: string): ProcessIdentity | null {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return null;
  }
}

async function numbersIn(directory: string): Promise<number[]> {
  return (await readdir(directory)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function removeAll(paths: string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}
