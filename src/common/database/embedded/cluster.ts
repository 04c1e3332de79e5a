import { randomBytes } from 'node:crypto';
import { chmod, chown, lchown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountOf, isRoot, unprivilegedAccount, type Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { EmbeddedLog } from './embedded-log.js';
import { ownLauncher, rootLauncher, type Launcher } from './launcher.js';
import { runProgram } from './run-program.js';

export const SUPERUSER = 'ksap';

/** An initialised cluster, ready to be started. */
export interface Cluster {
  /** Postgres's own data directory. */
  directory: string;
  /** Password of {@link SUPERUSER}. */
  password: string;
  launcher: Launcher;
}

/**
 * Opens the cluster of a data directory, or makes it. A cluster is made under another name and renamed when it is
 * whole: one that was cut short in the making is no cluster, and is swept away here.
 *
 * The caller holds the data directory's lock.
 *
 * @throws Error when the cluster is another major version's, another user's, or cannot be made
 */
export async function prepareCluster(data_dir: string, binaries: Binaries, log: EmbeddedLog): Promise<Cluster> {
  const home = join(data_dir, 'postgres');
  await mkdir(home, { recursive: true, mode: 0o711 });
  const directory = join(home, 'cluster');
  const owner = await ownerOf(directory);
  const launcher = await launcherFor(owner, binaries, home);
  await sweep(home);
  const password = await keptPassword(join(home, 'password'), owner !== null);
  if (owner === null) {
    await initialise(home, directory, password, binaries, launcher, log);
  } else {
    await checkVersion(directory, binaries);
    if (launcher.owner !== null && launcher.owner.uid !== owner) await handOver(directory, launcher.owner);
  }
  return { directory, password, launcher };
}

/** @returns null when there is no cluster */
async function ownerOf(directory: string): Promise<number | null> {
  try {
    return (await stat(directory)).uid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function launcherFor(owner: number | null, binaries: Binaries, home: string): Promise<Launcher> {
  if (isRoot()) {
    const account = owner === null || owner === 0 ? await unprivilegedAccount() : await accountOf(owner);
    return rootLauncher(account, binaries, home);
  }
  const self = process.getuid?.();
  if (owner !== null && self !== undefined && owner !== self) {
    throw new Error(
      `The database in ${home} belongs to user ${owner}, and this process runs as user ${self}: a start as root or as ` +
        'another user made it. Start as that user, or give this process a data directory of its own with KSAP_DATA_DIR.',
    );
  }
  return ownLauncher();
}

/** Removes what an initialisation left that was cut short. */
async function sweep(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('init-')) await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function keptPassword(path: string, hasCluster: boolean): Promise<string> {
  if (hasCluster) {
    try {
      return (await readFile(path, 'utf8')).trim();
    } catch (error) {
      throw new Error(
        `The database beside ${path} cannot be opened without that file (${(error as Error).message}). ` +
          'Bring it back from a backup.',
        { cause: error },
      );
    }
  }
  const password = randomBytes(24).toString('base64url');
  await rm(path, { force: true });
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

/** What is a letter to extensions (pg_trgm), which ask the system and not the provider; other systems may lack the name. */
const LETTERS = process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : [];

async function initialise(
  home: string,
  directory: string,
  password: string,
  binaries: Binaries,
  launcher: Launcher,
  log: EmbeddedLog,
): Promise<void> {
  log.info(`Making a database in ${directory}`);
  const draft = join(home, `init-${randomBytes(6).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (launcher.owner !== null) {
    await handOver(draft, launcher.owner);
    await handOver(passwordFile, launcher.owner);
  }
  const args = ['--pgdata', draft, '--username', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // Postgres's own C.UTF-8: sorts and folds alike on every system, whatever locales that has.
  args.push(
    '--encoding=UTF8',
    '--locale=C',
    ...LETTERS,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  );
  const { code, output } = await runProgram(launcher.command(binaries.initdb, args, 'KILL'));
  await rm(passwordFile, { force: true });
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(`The database could not be made in ${directory}:\n${output}`);
  }
  await rename(draft, directory);
  await syncDirectory(home);
}

async function checkVersion(directory: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const { output } = await runProgram({ program: binaries.postgres, args: ['-V'] });
  const ours = /PostgreSQL\)? (\d+)/.exec(output)?.[1];
  if (made === ours) return;
  if (made === '')
    throw new Error(`${directory} holds no Postgres cluster. Remove it, or bring it back from a backup.`);
  throw new Error(
    `The database in ${directory} was made by Postgres ${made}; this program brings Postgres ${ours ?? 'unknown'}, ` +
      'which cannot read it. Dump it with the earlier version of this program and load it into a new one ' +
      '(docs/deployment.md, "Upgrade"), or use another data directory (KSAP_DATA_DIR).',
  );
}

/** Gives files to the user as whom Postgres runs; symbolic links are given, not followed. */
async function handOver(path: string, { uid, gid }: Account): Promise<void> {
  const { mode } = await stat(path);
  if (mode & 0o040000) {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await handOver(inner, { uid, gid });
      else await lchown(inner, uid, gid);
    }
    await chown(path, uid, gid);
    // A strict or lax umask at the making: Postgres wants its directory closed.
    if (mode & 0o027) await chmod(path, mode & 0o7750);
  } else {
    await lchown(path, uid, gid);
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
