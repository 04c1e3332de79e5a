import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { HttpClient } from './http.js';

const ROOT = resolve(import.meta.dirname, '../..');
const READY = /\bhttps?:\/\/[^\s"]+/;

export interface ServerProcessOptions {
  env: Record<string, string>;
  /** Path of the program in the build; default the server. */
  program?: string;
  /** Milliseconds until the ready line; default 60,000. */
  timeout_ms?: number;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The built server as an operator runs it: a process of its own, with an environment of its own. */
export class ServerProcess {
  /** Everything it printed so far, line by line, both streams. */
  readonly lines: string[] = [];
  /** Its address, once it is ready. */
  url = '';
  readonly exited: Promise<Exit>;
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.heard(line));
    }
    this.exited = new Promise((done) => {
      child.once('close', (code, signal) => {
        done({ code, signal });
        this.wake();
      });
    });
  }

  /** Starts it and returns at once. */
  static spawn(options: ServerProcessOptions): ServerProcess {
    const program = resolve(ROOT, options.program ?? 'dist/src/main.js');
    if (!existsSync(program)) throw new Error(`${program} is not there: run \`npm run build\` first`);
    // Only what a process needs to live: settings of this machine or of the test run must not leak into it.
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const child = spawn(process.execPath, [program], {
      cwd: ROOT,
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), PORT: '0', HOST: '127.0.0.1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child);
  }

  /** Starts it and waits for its ready line; an exit before that is an error with its last words. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = ServerProcess.spawn(options);
    try {
      const line = await server.line(/\b(ready|listening)\b.*\bhttps?:\/\//i, options.timeout_ms ?? 60_000);
      server.url = READY.exec(line)?.[0].replace(/\/$/, '') ?? '';
    } catch (error) {
      await server.kill9();
      throw error;
    }
    return server;
  }

  get http(): HttpClient {
    return new HttpClient(this.url);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The first line, past or to come, that matches. */
  async line(pattern: RegExp, timeoutMs = 30_000): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (let seen = 0; ;) {
      for (; seen < this.lines.length; seen += 1) {
        const line = this.lines[seen] ?? '';
        if (pattern.test(line)) return line;
      }
      const left = deadline - performance.now();
      if (this.hasExited || left <= 0) {
        const why = this.hasExited ? 'it exited first' : `not within ${timeoutMs} ms`;
        throw new Error(`No line ${String(pattern)}: ${why}. It printed:\n${this.lines.slice(-40).join('\n')}`);
      }
      await this.nextLine(left);
    }
  }

  /** As a crash: no handler runs. Resolves when it is gone. */
  async kill9(): Promise<Exit> {
    if (!this.hasExited) this.child.kill('SIGKILL');
    return this.exited;
  }

  /** As an operator: SIGTERM, and how it ended. */
  async stop(): Promise<Exit> {
    if (!this.hasExited) this.child.kill('SIGTERM');
    return this.exited;
  }

  private get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private heard(line: string): void {
    this.lines.push(line);
    this.wake();
  }

  private wake(): void {
    for (const waiting of this.waiting) waiting();
    this.waiting.clear();
  }

  private nextLine(timeoutMs: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, timeoutMs);
      this.waiting.add(() => {
        clearTimeout(timer);
        done();
      });
    });
  }
}
