import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 2;

export interface ProgramOptions {
  /** Compiled entry, relative to this file's compiled place. */
  entry: string;
  /** Node's own. */
  flags?: string[];
  env: Record<string, string>;
  /** Where its output goes, as a service's would. */
  log: string;
  /** Matches the line that says it is ready; the first group is its address. */
  ready: RegExp;
}

/** A Node process of its own, started as an operator would start it. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    /** `http://host:port` */
    readonly url: string,
    /** From the start of the process to its word that it is ready. */
    readonly ready_ms: number,
  ) {}

  /** Waits until it says that it is ready. Throws with the end of its output when it does not. */
  static async start(options: ProgramOptions): Promise<Program> {
    const file = openSync(options.log, 'w');
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [...(options.flags ?? []), fileURLToPath(new URL(options.entry, import.meta.url))],
      { env: { ...cleanEnvironment(), ...options.env }, stdio: ['ignore', file, file] },
    );
    closeSync(file);
    RUNNING.add(child);
    child.once('exit', () => RUNNING.delete(child));
    for (;;) {
      const text = readFileSync(options.log, 'utf8');
      const ms = performance.now() - started;
      const url = options.ready.exec(text)?.[1];
      if (url !== undefined) return new Program(child, url, ms);
      if (child.exitCode !== null || child.signalCode !== null || ms > START_TIMEOUT_MS) {
        child.kill('SIGKILL');
        throw new Error(`${options.entry} did not become ready:\n${text.slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Resident memory of the process alone, in MB (10⁶ bytes). */
  async memory(): Promise<number> {
    const { pid = 0 } = this.child;
    try {
      const status = await readFile(join('/proc', String(pid), 'status'), 'utf8');
      return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
    } catch {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
      return (Number(stdout) * 1024) / 1e6;
    }
  }

  /** Ends it as a supervisor does, and by force when it does not. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    this.child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }
}

const RUNNING = new Set<ChildProcess>();

/** Ends whatever is left, at once. */
export function killPrograms(): void {
  for (const child of RUNNING) child.kill('SIGKILL');
}

/** The caller's environment without anything that would configure the product. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(KSAP_|META_|TIKTOK_|STRIPE_|SANDBOX_|DATABASE_URL$|REDIS_URL$|SMTP_URL$|PORT$|HOST$|LOG_LEVEL$|NODE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
