import { EventEmitter } from 'node:events';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MIN_MS = 200;
const RECONNECT_MAX_MS = 5_000;

/**
 * One long-lived Postgres session beside the pool. It hears NOTIFY, and it holds the session-level
 * advisory lock by which other processes see that this one lives: the server frees it the moment this
 * process dies, however it dies. Needs a real session (not a transaction-pooling proxy).
 */
@Injectable()
export class SessionConnection implements OnApplicationShutdown {
  private client: pg.Client | null = null;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly channels = new Set<string>();
  private readonly locks = new Map<string, [namespace: number, key: number]>();
  private closed = false;
  private connecting: Promise<void> | null = null;

  constructor(
    private readonly connectionString: string,
    private readonly logger: Logger,
  ) {}

  /** Whether the session stands right now. */
  get isConnected(): boolean {
    return this.client !== null;
  }

  /** Calls `listener` with each payload on `channel`. */
  async listen(channel: string, listener: (payload: string) => void): Promise<void> {
    this.emitter.on(channel, listener);
    if (this.channels.has(channel)) return;
    this.channels.add(channel);
    if (this.client) await this.client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    else await this.connect();
  }

  /** Calls `listener` after a broken session was made anew: notifications may have been missed meanwhile. */
  onReconnect(listener: () => void): void {
    this.emitter.on('reconnected', listener);
  }

  /** Holds an advisory lock for as long as this process lives (taken again after a reconnect). */
  async holdLock(namespace: number, key: number): Promise<void> {
    this.locks.set(`${namespace}:${key}`, [namespace, key]);
    if (this.client) await takeLock(this.client, namespace, key);
    else await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private connect(): Promise<void> {
    this.connecting ??= this.open().finally(() => {
      this.connecting = null;
    });
    return this.connecting;
  }

  private async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: 'ksap-session',
      keepAlive: true,
    });
    client.on('notification', (message) => this.emitter.emit(message.channel, message.payload ?? ''));
    client.on('error', (error) => {
      this.lost(client, error);
    });
    client.on('end', () => {
      this.lost(client, new Error('the session ended'));
    });
    await client.connect();
    if (this.closed) return client.end();
    for (const channel of this.channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    for (const [namespace, key] of this.locks.values()) await takeLock(client, namespace, key);
    this.client = client;
  }

  private lost(client: pg.Client, error: Error): void {
    if (this.closed || this.client !== client) return;
    this.client = null;
    this.logger.warn({ err: error }, 'Lost the database session; connecting again');
    void this.reconnect();
  }

  private async reconnect(): Promise<void> {
    for (let wait = RECONNECT_MIN_MS; !this.closed; wait = Math.min(wait * 2, RECONNECT_MAX_MS)) {
      try {
        await this.connect();
        this.emitter.emit('reconnected');
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'The database session cannot be made yet');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}

async function takeLock(client: pg.Client, namespace: number, key: number): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1::int, $2::int)', [namespace, key]);
}
