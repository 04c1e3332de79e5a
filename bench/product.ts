import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Program } from './program.js';

const READY = /KSAP is ready at (\S+)/;

/** The secrets of one run, as an operator would give them. */
export interface RunSecrets {
  jwt_secret: string;
  encryption_keys: string;
}

export function newSecrets(): RunSecrets {
  return {
    jwt_secret: randomBytes(48).toString('base64'),
    encryption_keys: `bench:${randomBytes(32).toString('base64')}`,
  };
}

export interface ProductOptions {
  secrets: RunSecrets;
  data_dir: string;
  log: string;
  /** Unset: the embedded Postgres in the data directory. */
  database_url?: string;
  sandbox_url?: string;
  /** Default: any free one. */
  port?: number;
  /** Where shops reach it; none: they cannot. */
  public_url?: string;
}

/** Node's flags of `npm start`. */
async function startFlags(): Promise<string[]> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The built server as `npm start` runs it, in production's settings; its log goes to a file. Only the rate limit is out of the way. */
export async function startProduct(options: ProductOptions): Promise<Program> {
  return Program.start({
    entry: '../src/main.js',
    flags: ['--enable-source-maps', ...(await startFlags())],
    log: options.log,
    ready: READY,
    env: {
      NODE_ENV: 'production',
      PORT: String(options.port ?? 0),
      KSAP_DATA_DIR: options.data_dir,
      KSAP_JWT_SECRET: options.secrets.jwt_secret,
      KSAP_ENCRYPTION_KEYS: options.secrets.encryption_keys,
      KSAP_RATE_LIMIT: '100000000',
      KSAP_AUTH_RATE_LIMIT: '100000000',
      KSAP_SYNC_INTERVAL_SECONDS: '86400',
      ...(options.database_url !== undefined && { DATABASE_URL: options.database_url }),
      ...(options.sandbox_url !== undefined && { KSAP_SANDBOX_URL: options.sandbox_url }),
      ...(options.public_url !== undefined && { KSAP_PUBLIC_URL: options.public_url }),
    },
  });
}

export interface BareOptions {
  database_url?: string;
  data_dir?: string;
  statements: Record<string, { text: string; values: unknown[] }>;
  log: string;
}

/** The bare limit: see bare-server.ts. */
export function startBare(options: BareOptions): Promise<Program> {
  const { log, ...settings } = options;
  return Program.start({
    entry: './bare-server.js',
    log,
    ready: /bare server on (\S+)/,
    env: { NODE_ENV: 'production', KSAP_BENCH_BARE: JSON.stringify(settings) },
  });
}

interface Envelope<T> {
  success: boolean;
  data: T;
  error?: { code: string; message: string };
}

/** Calls the API as its user would. */
export class ApiClient {
  token = '';
  user_id = '';
  private account = { email: '', password: '' };

  constructor(private readonly url: string) {}

  /** A new user; its token is good for a quarter of an hour. */
  async register(): Promise<void> {
    this.account = {
      email: `bench-${randomBytes(6).toString('hex')}@ksap.example`,
      password: randomBytes(16).toString('hex'),
    };
    const { access_token } = await this.call<{ access_token: string }>('POST', '/auth/register', this.account);
    this.token = access_token;
    this.user_id = (await this.call<{ id: string }>('GET', '/users/profile')).id;
  }

  /** Logs the same user in again, for figures that take longer than a token lives. */
  async renew(): Promise<void> {
    this.token = '';
    this.token = (await this.call<{ access_token: string }>('POST', '/auth/login', this.account)).access_token;
  }

  async createStore(name: string, platform: string): Promise<string> {
    return (await this.call<{ id: string }>('POST', '/stores', { name, platform })).id;
  }

  /** `data` of a call that must succeed. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const envelope = (await response.json()) as Envelope<T>;
    if (!envelope.success)
      throw new Error(`${method} ${path}: ${envelope.error?.code ?? ''} ${envelope.error?.message ?? ''}`);
    return envelope.data;
  }
}

export const logFile = (directory: string, name: string): string => join(directory, `${name}.log`);
