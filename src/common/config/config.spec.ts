import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { ConfigError, type ConfigFault } from './config.error.js';
import { loadConfig } from './config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

function faultsOf(env: Record<string, string>): readonly ConfigFault[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('answers the documented defaults when nothing is set', () => {
    const config = loadConfig({});

    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      role: 'all',
      is_production: false,
      database_url: null,
      database_pool: 10,
      redis_url: null,
      data_dir: resolve('.data'),
      public_url: null,
      mail_from: null,
      log_level: 'info',
      allow_private_targets: [],
      encryption_keys: null,
      jwt_secret: null,
      trust_proxy: false,
      cors_origins: [],
      limits: { requests_per_minute: 6000, auth_requests_per_minute: 60, body_bytes: 1_048_576 },
      sync_interval_seconds: 300,
      worker_concurrency: 10,
    });
    expect(config.providers.stripe_api_url).toBe('https://api.stripe.com');
  });

  it('takes the payment services from the sandbox when there is one, save those with an address of their own', () => {
    const { providers } = loadConfig({
      KSAP_SANDBOX_URL: 'http://127.0.0.1:4010/',
      SQUARE_API_URL: 'https://connect.squareupsandbox.com',
    });
    expect(providers).toMatchObject({
      stripe_api_url: 'http://127.0.0.1:4010/stripe',
      paypal_api_url: 'http://127.0.0.1:4010/paypal',
      square_api_url: 'https://connect.squareupsandbox.com',
      openai_base_url: 'https://api.openai.com/v1',
    });
  });

  it('reads every value that it is given', () => {
    const config = loadConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://ksap:pw@db:5432/ksap',
      REDIS_URL: 'rediss://:pw@cache:6380/1',
      KSAP_DATA_DIR: 'somewhere',
      KSAP_ENCRYPTION_KEYS: `new:${KEY}, old:${OTHER_KEY}`,
      KSAP_JWT_SECRET: 'x'.repeat(32),
      KSAP_ROLE: 'worker',
      KSAP_PUBLIC_URL: 'https://ksap.example/base/',
      KSAP_ALLOW_PRIVATE_TARGETS: '10.0.0.0/8, 192.168.1.5,fd00::/8',
      KSAP_MAIL_FROM: 'KSAP <no-reply@ksap.example>',
      KSAP_TRUST_PROXY: 'loopback, 10.0.0.0/8',
      KSAP_CORS_ORIGINS: 'https://shop.example/, http://localhost:5173',
      LOG_LEVEL: 'DEBUG',
      META_APP_ID: '1',
      META_APP_SECRET: 'two',
    });

    expect(isAbsolute(config.data_dir)).toBe(true);
    expect(config.encryption_keys).toEqual([
      { id: 'new', key: Buffer.alloc(32, 7) },
      { id: 'old', key: Buffer.alloc(32, 9) },
    ]);
    expect(config).toMatchObject({
      port: 0,
      role: 'worker',
      is_production: true,
      database_url: 'postgres://ksap:pw@db:5432/ksap',
      redis_url: 'rediss://:pw@cache:6380/1',
      public_url: 'https://ksap.example/base',
      allow_private_targets: ['10.0.0.0/8', '192.168.1.5/32', 'fd00::/8'],
      trust_proxy: ['loopback', '10.0.0.0/8'],
      cors_origins: ['https://shop.example', 'http://localhost:5173'],
      log_level: 'debug',
    });
  });

  it('takes a blank value for unset', () => {
    expect(loadConfig({ DATABASE_URL: '', KSAP_RATE_LIMIT: '  ' })).toMatchObject({
      database_url: null,
      limits: { requests_per_minute: 6000 },
    });
  });

  it.each<[string, boolean | number | string[]]>([
    ['true', true],
    ['false', false],
    ['2', 2],
  ])('reads KSAP_TRUST_PROXY=%s', (value, expected) => {
    expect(loadConfig({ KSAP_TRUST_PROXY: value }).trust_proxy).toEqual(expected);
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://db/ksap',
      KSAP_ROLE: 'boss',
      KSAP_ENCRYPTION_KEYS: 'k1:short',
      KSAP_PUBLIC_URL: 'ksap.example',
    });

    expect(faults.map((fault) => fault.variable).sort()).toEqual([
      'DATABASE_URL',
      'KSAP_ENCRYPTION_KEYS',
      'KSAP_PUBLIC_URL',
      'KSAP_ROLE',
      'PORT',
    ]);
  });

  it.each<[string, string]>([
    ['PORT', '3000.5'],
    ['PORT', '-1'],
    ['HOST', 'http://127.0.0.1'],
    ['NODE_ENV', 'prodution'],
    ['DATABASE_URL', 'postgres://db:5432'],
    ['DATABASE_URL', 'nonsense'],
    ['REDIS_URL', 'http://cache'],
    ['SMTP_URL', 'mail.example:25'],
    ['LOG_LEVEL', 'loud'],
    ['KSAP_SANDBOX_URL', 'http://127.0.0.1:4000/?a=1'],
    ['KSAP_ALLOW_PRIVATE_TARGETS', '10.0.0.0/33'],
    ['KSAP_ALLOW_PRIVATE_TARGETS', '10'],
    ['KSAP_ALLOW_PRIVATE_TARGETS', 'intranet.example'],
    ['KSAP_ENCRYPTION_KEYS', `k1:${KEY},k1:${OTHER_KEY}`],
    ['KSAP_ENCRYPTION_KEYS', KEY],
    ['KSAP_JWT_SECRET', 'too short'],
    ['KSAP_METRICS_TOKEN', 'short'],
    ['KSAP_CORS_ORIGINS', 'https://shop.example/path'],
    ['KSAP_TRUST_PROXY', 'maybe'],
    ['KSAP_BODY_LIMIT', '1MiB'],
    ['KSAP_RATE_LIMIT', '0'],
    ['KSAP_SYNC_INTERVAL_SECONDS', 'often'],
    ['STRIPE_API_URL', 'ftp://stripe'],
  ])('refuses %s=%s and names it', (variable, value) => {
    expect(faultsOf({ [variable]: value }).map((fault) => fault.variable)).toEqual([variable]);
  });

  it.each([
    ['META_APP_ID', 'META_APP_SECRET'],
    ['TIKTOK_APP_SECRET', 'TIKTOK_APP_ID'],
  ])('wants %s not without %s', (given, missing) => {
    expect(faultsOf({ [given]: 'x' }).map((fault) => fault.variable)).toEqual([missing]);
  });

  it('refuses an unknown KSAP_ variable and hints at the name that was meant', () => {
    expect(faultsOf({ KSAP_ENCRYPTION_KEY: `k1:${KEY}` })).toEqual([
      { variable: 'KSAP_ENCRYPTION_KEY', reason: 'is not a known setting; did you mean KSAP_ENCRYPTION_KEYS?' },
    ]);
  });

  it('leaves the variables of the test tools and of other programs alone', () => {
    expect(faultsOf({ KSAP_TEST_REDIS_URL: 'x', SOMETHING_ELSE: 'y' })).toEqual([]);
  });

  it('wants both secrets in production, in one refusal', () => {
    expect(faultsOf({ NODE_ENV: 'production' }).map((fault) => fault.variable)).toEqual([
      'KSAP_ENCRYPTION_KEYS',
      'KSAP_JWT_SECRET',
    ]);
  });

  it('never shows a secret in its refusal', () => {
    const secrets = {
      DATABASE_URL: 'mysql://user:hunter2-secret@db/ksap',
      REDIS_URL: 'http://:hunter2-secret@cache',
      SMTP_URL: 'imap://user:hunter2-secret@mail',
      KSAP_ENCRYPTION_KEYS: 'hunter2-secret:hunter2-secret:x,hunter2-secret',
      KSAP_JWT_SECRET: 'hunter2-secret',
      KSAP_METRICS_TOKEN: 'hunter2-secre',
      KSAP_PUBLIC_URL: 'https://user:hunter2-secret@ksap.example',
    };
    try {
      loadConfig(secrets);
      throw new Error('the configuration was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain('8 faults');
      expect((error as Error).message).not.toContain('hunter2');
    }
  });

  describe('.env.example', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../.env.example'), 'utf8');
    const shown = Object.fromEntries([...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

    it('shows every variable that is read', () => {
      const asked = new Set<string>();
      loadConfig(
        new Proxy<Record<string, string>>(
          {},
          {
            get: (_env, name) => {
              asked.add(String(name));
              return undefined;
            },
          },
        ),
      );

      expect(asked.size).toBeGreaterThan(20);
      expect([...asked].filter((name) => !(name in shown))).toEqual([]);
    });

    it('shows the values that hold when nothing is set', () => {
      expect(loadConfig(shown)).toEqual(loadConfig({}));
    });
  });
});
