import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';

/** Names one process for good: the number alone is given to another process after its end. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; two processes with the same number differ in it. */
  started: string;
  /** Within which the number means anything: containers that share a volume do not share their numbers. */
  pid_namespace: string;
}

/** When a running process began, as an opaque text; null when there is none (a zombie counts as none). */
export async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return startByPs(pid);
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    // The name in parentheses may hold spaces and parentheses itself: what counts begins after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = 'X'] = fields;
    const ticks = fields[19];
    return ticks === undefined || 'ZX'.includes(state) ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null;
  }
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const [started, pidNamespace] = await Promise.all([startOf(process.pid), ownPidNamespace()]);
  return { pid: process.pid, started: started ?? '', pid_namespace: pidNamespace };
}

/** Only for identities of this process's own number space. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const started = await startOf(identity.pid);
  return started !== null && started === identity.started;
}

export async function ownPidNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '');
}

/** The directory in which a process works and its command line; null when it is gone or another user's. Linux only. */
export async function whereabouts(pid: number): Promise<{ cwd: string; command: string } | null> {
  try {
    const [cwd, command] = await Promise.all([readlink(`/proc/${pid}/cwd`), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    return { cwd, command: command.replaceAll('\0', ' ') };
  } catch {
    return null;
  }
}

function startByPs(pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'lstart=,stat=', '-p', String(pid)], (error, stdout) => {
      const text = stdout.trim();
      resolve(error !== null || text === '' || / Z\S*$/.test(text) ? null : text.replace(/\s+\S+$/, ''));
    });
  });
}
