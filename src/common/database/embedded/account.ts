import { runProgram } from './run-program.js';

/** The system user as whom Postgres runs. */
export interface Account {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: a root process hands it to another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user for a new cluster of a root process: `postgres` when there is one or one can be made, else `nobody`.
 *
 * @throws Error when there is neither
 */
export async function unprivilegedAccount(): Promise<Account> {
  const existing = await lookUp('postgres');
  if (existing !== null) return existing;
  const made = await runProgram({
    program: 'useradd',
    args: [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ],
  });
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account !== null) return account;
  throw new Error(
    'Postgres cannot run as root, and there is no other user to run it as: neither postgres nor nobody exists, and ' +
      `useradd failed (${made.output}). Start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** The user with this number, in its own group. */
export async function accountOf(uid: number): Promise<Account> {
  const { code, output } = await runProgram({ program: 'id', args: ['-g', String(uid)] });
  // A number that no user bears any more still owns its files; its group is then of no account.
  return { uid, gid: code === 0 ? Number(output) : uid };
}

async function lookUp(name: string): Promise<Account | null> {
  const [uid, gid] = await Promise.all([
    runProgram({ program: 'id', args: ['-u', name] }),
    runProgram({ program: 'id', args: ['-g', name] }),
  ]);
  const account = { uid: Number(uid.output), gid: Number(gid.output) };
  // Somebody may have made `postgres` another name of root.
  return uid.code === 0 && gid.code === 0 && account.uid !== 0 ? account : null;
}
