import { spawn } from 'node:child_process';

/** Never the caller's environment: `PG*` and `LC_*` variables would change what the programs do, and it holds secrets. */
export const CLEAN_ENV: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface ProgramResult {
  /** null when a signal ended it, or when it could not be started. */
  code: number | null;
  /** Both streams, in the order of arrival; the error's message when it could not be started. */
  output: string;
}

/** One program with its arguments, and as whom it runs (undefined: as this process). */
export interface Command {
  program: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** Runs a program to its end; never rejects. */
export function runProgram({ program, args, uid, gid }: Command, cwd = '/'): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(program, args, { cwd, env: CLEAN_ENV, stdio: ['ignore', 'pipe', 'pipe'], uid, gid });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      resolve({ code: null, output: error.message });
    });
    child.once('close', (code) => {
      resolve({ code, output: Buffer.concat(chunks).toString('utf8').trim() });
    });
  });
}
