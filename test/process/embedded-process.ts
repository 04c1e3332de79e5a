import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { until } from '../support/until.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** A process of its own that holds an embedded Postgres, for a test to stop, to crash or to outlive. */
export class EmbeddedProcess {
  readonly lines: string[] = [];
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(readonly dataDir: string) {
    const { PATH = '', HOME = '' } = process.env;
    const args = ['--import', './test/support/ts-loader.mjs', './test/process/embedded-holder.ts', dataDir];
    this.child = spawn(process.execPath, args, { cwd: ROOT, env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.exited = new Promise((done) => {
      this.child.once('close', (code) => done(code));
    });
  }

  static async ready(dataDir: string): Promise<EmbeddedProcess> {
    const holder = new EmbeddedProcess(dataDir);
    await holder.line(/^READY/);
    return holder;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get address(): string {
    return /READY (\S+)/.exec(this.output)?.[1] ?? '';
  }

  /** Milliseconds that the start of Postgres took, of which this process's own start is no part. */
  get startedIn(): number {
    return Number(/after (\d+) ms/.exec(this.output)?.[1]);
  }

  async line(pattern: RegExp): Promise<void> {
    const seen = () => this.lines.some((line) => pattern.test(line)) || (!this.isRunning && 'it ended');
    const found = await until(`${String(pattern)} is printed`, seen, Boolean, { timeout_ms: 50_000 });
    if (found !== true) throw new Error(`It ended without ${String(pattern)}:\n${this.output}`);
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.address });
    // Postgres is killed under it on purpose.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    if (this.isRunning) this.child.kill(signal);
    return this.exited;
  }
}
