import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT'];

/**
 * Runs a program to its end with this process's streams; signals that reach this process are passed on to it.
 *
 * @returns its exit code (128 + the signal's number when a signal ended it)
 */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const handlers = FORWARDED.map((signal) => [signal, () => forward(child, signal)]);
    for (const [signal, handler] of handlers) process.on(signal, handler);
    const release = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function forward(child, signal) {
  // Ctrl-C goes to the whole foreground group: the child has it already, and a second one would cut its ending short.
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  child.kill(signal);
}

/**
 * As {@link runChild}, for steps that must succeed.
 *
 * @throws an Error with `exitCode` when the program fails
 */
export async function runStep(what, command, args, options) {
  const code = await runChild(command, args, options);
  if (code !== 0) throw Object.assign(new Error(`${what} failed (exit code ${code})`), { exitCode: code });
}
