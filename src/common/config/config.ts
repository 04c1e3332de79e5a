import { resolve } from 'node:path';
import { ConfigError } from './config.error.js';
import { readEncryptionKeys, type EncryptionKey } from './encryption-keys.js';
import { EnvReader, toCidr, type Env } from './env-reader.js';
import { readProviders, type ProviderSettings } from './provider-settings.js';
import { readUrl } from '../text/read-url.js';

export type Role = 'all' | 'api' | 'worker';
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What may be asked of one process. */
export interface Limits {
  /** Requests a minute of one user. */
  readonly requests_per_minute: number;
  /** Requests a minute of one address on `auth/*`. */
  readonly auth_requests_per_minute: number;
  /** Largest request body, in bytes. */
  readonly body_bytes: number;
}

/** Everything the environment says, parsed once at start. The class is the injection token. */
export abstract class Config {
  /** 0: any free port. */
  abstract readonly port: number;
  abstract readonly host: string;
  abstract readonly role: Role;
  abstract readonly is_production: boolean;
  /** null: the embedded Postgres. May carry a password: never log it. */
  abstract readonly database_url: string | null;
  /** Connections of this process's pool. */
  abstract readonly database_pool: number;
  /** null: queue on Postgres, caches in memory. May carry a password: never log it. */
  abstract readonly redis_url: string | null;
  /** Absolute. */
  abstract readonly data_dir: string;
  /** How the outside reaches this server, without a trailing slash; null: it does not (no webhooks). */
  abstract readonly public_url: string | null;
  /** null: mail is written to files. May carry a password: never log it. */
  abstract readonly smtp_url: string | null;
  /** `Name <address>` or an address, from which mail comes; null: no-reply at the public host. */
  abstract readonly mail_from: string | null;
  abstract readonly log_level: LogLevel;
  /** Address of the sandbox of outside services, without a trailing slash. */
  abstract readonly sandbox_url: string | null;
  /** CIDRs that outbound calls may reach though private. */
  abstract readonly allow_private_targets: readonly string[];
  /** The first seals, all open; null: not given, see `ensureSecrets`. */
  abstract readonly encryption_keys: readonly EncryptionKey[] | null;
  /** null: not given, see `ensureSecrets`. */
  abstract readonly jwt_secret: string | null;
  /** Bearer token that `/metrics` wants; null: none. */
  abstract readonly metrics_token: string | null;
  /** Whose `X-Forwarded-*` is believed: nobody, everybody, the last n hops, or these networks. */
  abstract readonly trust_proxy: boolean | number | string[];
  /** Origins whose pages may call the API; `['*']`: all. */
  abstract readonly cors_origins: readonly string[];
  abstract readonly limits: Limits;
  /** How often a connected store is caught up, unless its own settings say otherwise. */
  abstract readonly sync_interval_seconds: number;
  /** Jobs that one worker process runs at once. */
  abstract readonly worker_concurrency: number;
  abstract readonly providers: ProviderSettings;
}

/** The fields of a configuration alone. */
export type ConfigValues = { readonly [Field in keyof Config]: Config[Field] };

/** A frozen configuration of these values, with some of them replaced. */
export function configOf<Replaced extends Partial<ConfigValues>>(
  values: ConfigValues,
  replaced?: Replaced,
): Config & Replaced {
  const config = Object.create(Config.prototype) as Config & Replaced;
  return Object.freeze(Object.assign(config, values, replaced));
}

const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Parses the environment; pure (reads no file, makes nothing).
 *
 * @throws ConfigError with every fault, each naming its variable.
 */
export function loadConfig(env: Env): Config {
  const read = new EnvReader(env);
  const isProduction = read.choice('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production';
  const sandboxUrl = read.httpAddress('KSAP_SANDBOX_URL');
  const values: ConfigValues = {
    port: read.integer('PORT', { fallback: 3000, min: 0, max: 65_535 }),
    host: readHost(read),
    role: read.choice('KSAP_ROLE', ['all', 'api', 'worker'], 'all'),
    is_production: isProduction,
    database_url: readDatabaseUrl(read),
    database_pool: read.integer('KSAP_DB_POOL', { fallback: 10, min: 1, max: 1000 }),
    redis_url: read.url('REDIS_URL', ['redis', 'rediss']) === null ? null : read.text('REDIS_URL'),
    data_dir: resolve(read.text('KSAP_DATA_DIR') ?? '.data'),
    public_url: read.httpAddress('KSAP_PUBLIC_URL'),
    smtp_url: read.url('SMTP_URL', ['smtp', 'smtps']) === null ? null : read.text('SMTP_URL'),
    mail_from: readMailFrom(read),
    log_level: read.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    sandbox_url: sandboxUrl,
    allow_private_targets: read.networks('KSAP_ALLOW_PRIVATE_TARGETS'),
    encryption_keys: readEncryptionKeys(read),
    jwt_secret: read.secret('KSAP_JWT_SECRET', 32),
    metrics_token: read.secret('KSAP_METRICS_TOKEN', 16),
    trust_proxy: readTrustProxy(read),
    cors_origins: readCorsOrigins(read),
    limits: {
      requests_per_minute: read.integer('KSAP_RATE_LIMIT', { fallback: 6000, min: 1, max: 100_000_000 }),
      auth_requests_per_minute: read.integer('KSAP_AUTH_RATE_LIMIT', { fallback: 60, min: 1, max: 100_000_000 }),
      body_bytes: read.integer('KSAP_BODY_LIMIT', { fallback: 1_048_576, min: 1024, max: 104_857_600 }),
    },
    sync_interval_seconds: read.integer('KSAP_SYNC_INTERVAL_SECONDS', { fallback: 300, min: 1, max: 86_400 }),
    worker_concurrency: read.integer('KSAP_WORKER_CONCURRENCY', { fallback: 10, min: 1, max: 1000 }),
    providers: readProviders(read, sandboxUrl),
  };
  if (isProduction) wantGivenSecrets(read);
  read.refuseUnknown('KSAP_');
  if (read.faults.length > 0) throw new ConfigError(read.faults);
  return configOf(values);
}

/** Secrets made beside the data of one machine are no secrets that a production of several processes can share. */
function wantGivenSecrets(read: EnvReader): void {
  if (read.text('KSAP_ENCRYPTION_KEYS') === null) {
    read.fault(
      'KSAP_ENCRYPTION_KEYS',
      'must be set in production: name:base64 of 32 random bytes, e.g. from `openssl rand -base64 32`',
    );
  }
  if (read.text('KSAP_JWT_SECRET') === null) {
    read.fault(
      'KSAP_JWT_SECRET',
      'must be set in production: at least 32 random characters, e.g. from `openssl rand -base64 48`',
    );
  }
}

function readHost(read: EnvReader): string {
  const host = read.text('HOST') ?? '127.0.0.1';
  if (!/^[A-Za-z0-9._:-]+$/.test(host))
    read.refuse('HOST', host, 'an address or host name to listen on, such as 127.0.0.1 or 0.0.0.0');
  return host;
}

function readDatabaseUrl(read: EnvReader): string | null {
  const url = read.url('DATABASE_URL', ['postgres', 'postgresql']);
  if (url === null) return null;
  if (url.pathname.length < 2) {
    read.fault('DATABASE_URL', 'names no database; accepted is postgres://user:password@host:port/database');
  }
  return read.text('DATABASE_URL');
}

function readMailFrom(read: EnvReader): string | null {
  const value = read.text('KSAP_MAIL_FROM');
  if (value === null || /^(?:[^<>\p{Cc}]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u.test(value)) return value;
  read.refuse('KSAP_MAIL_FROM', value, 'an address, or a name and an address: KSAP <no-reply@shop.example>');
  return null;
}

function readTrustProxy(read: EnvReader): boolean | number | string[] {
  const value = read.text('KSAP_TRUST_PROXY')?.toLowerCase();
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === 'true') return true;
  if (/^\d{1,2}$/.test(value)) return Number(value);
  return read.list('KSAP_TRUST_PROXY').flatMap((part) => {
    const trusted = NAMED_NETWORKS.includes(part) ? part : toCidr(part);
    if (trusted !== null) return [trusted];
    read.refuse(
      'KSAP_TRUST_PROXY',
      part,
      `true, false, a number of proxies, or addresses and networks (also ${NAMED_NETWORKS.join(', ')}) with commas between`,
    );
    return [];
  });
}

function readCorsOrigins(read: EnvReader): string[] {
  return read.list('KSAP_CORS_ORIGINS').flatMap((part) => {
    if (part === '*') return ['*'];
    const url = readUrl(part);
    if (url !== null && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(part.toLowerCase())) {
      return [url.origin];
    }
    read.refuse('KSAP_CORS_ORIGINS', part, 'origins such as https://shop.example (no path), with commas between, or *');
    return [];
  });
}
