import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { runProgram, type Command } from './run-program.js';

/** A way to start the Postgres programs. */
export interface Launcher {
  /** Who has to own the cluster's files; null: this process's own user, and nothing is to be handed over. */
  owner: Account | null;
  /**
   * @param deathSignal what the kernel sends to the program when this process dies, even by kill -9; where the system
   *   cannot do that (no util-linux), the next start ends what is left
   */
  command(program: string, args: string[], deathSignal: 'INT' | 'KILL'): Command;
}

const SETPRIV = 'setpriv';

/** For an ordinary user: the programs run as that user. */
export async function ownLauncher(): Promise<Launcher> {
  const canTie = process.platform === 'linux' && (await works(SETPRIV, ['--pdeathsig', 'INT', 'true']));
  return {
    owner: null,
    command: (program, args, deathSignal) =>
      canTie ? { program: SETPRIV, args: ['--pdeathsig', deathSignal, program, ...args] } : { program, args },
  };
}

/**
 * For root: the programs run as `account`, who may have no way into directories that only root can enter (a clone
 * under /root or in a `mktemp -d`). Nobody's permissions are loosened for that. The first of these that works is used:
 *
 * 1. the account alone, where the paths are open to it;
 * 2. the account with the one capability to read and pass through directories (CAP_DAC_READ_SEARCH): it still writes
 *    nothing but its own files, and can gain nothing more (no_new_privs, empty bounding set);
 * 3. with CAP_DAC_OVERRIDE, where a container has only that (Docker's default), or files are 0700 by a strict umask;
 * 4. a user namespace in which root bears the account's number: for the kernel still root's files, so the cluster is
 *    root's then; the last choice, since such a Postgres may write whatever root owns.
 *
 * @param directory must exist; the account's programs are tried on it
 * @throws Error with what each way answered
 */
export async function rootLauncher(account: Account, binaries: Binaries, directory: string): Promise<Launcher> {
  const refusals: string[] = [];
  for (const [name, launcher] of candidates(account)) {
    const script = 'cd "$1" && "$2" -V && "$3" -V';
    const args = ['-c', script, 'sh', directory, binaries.postgres, binaries.initdb];
    const { code, output } = await runProgram(launcher.command('/bin/sh', args, 'KILL'));
    // Postgres tells its version even where it could not run: it only grumbles about a path that it may not check.
    if (code === 0 && !output.includes('Permission denied')) return launcher;
    refusals.push(`${name}: ${output.split('\n')[0] ?? ''}`);
  }
  throw new Error(
    `Postgres cannot run as root, and user ${account.uid} has no way to ${directory} and ${binaries.postgres} ` +
      `(${refusals.join('; ')}). Start as an ordinary user, move the clone and KSAP_DATA_DIR to where others may ` +
      'pass, or set DATABASE_URL to a Postgres server.',
  );
}

function candidates(account: Account): [string, Launcher][] {
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--no-new-privs'];
  const withCapability = (capability: string) => [
    ...identity,
    // access(2), which Postgres asks before it starts, minds a capability only with this bit.
    '--securebits=+no_setuid_fixup',
    ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all,+${capability}`),
  ];
  return [
    ['as that user', bySetpriv(account, identity)],
    ['as that user, without setpriv', byNode(account)],
    ['with CAP_DAC_READ_SEARCH', bySetpriv(account, withCapability('dac_read_search'))],
    ['with CAP_DAC_OVERRIDE', bySetpriv(account, withCapability('dac_override'))],
    ['in a user namespace', byNamespace(account)],
  ];
}

function bySetpriv(owner: Account, options: string[]): Launcher {
  return {
    owner,
    command: (program, args, deathSignal) => ({
      program: SETPRIV,
      args: [...options, '--pdeathsig', deathSignal, program, ...args],
    }),
  };
}

function byNode(owner: Account): Launcher {
  return { owner, command: (program, args) => ({ program, args, uid: owner.uid, gid: owner.gid }) };
}

function byNamespace({ uid, gid }: Account): Launcher {
  return {
    owner: { uid: 0, gid: 0 },
    command: (program, args, deathSignal) => ({
      program: 'unshare',
      args: [
        '--user',
        `--map-user=${uid}`,
        `--map-group=${gid}`,
        SETPRIV,
        '--pdeathsig',
        deathSignal,
        program,
        ...args,
      ],
    }),
  };
}

async function works(program: string, args: string[]): Promise<boolean> {
  return (await runProgram({ program, args })).code === 0;
}
