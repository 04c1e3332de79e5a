import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDataSource } from '../../ormconfig.js';
import type { SandboxOptions } from '../../sandbox/core/server.js';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/common/config/config.js';
import { ensureSecrets } from '../../src/common/config/secrets.js';
import { createLogger } from '../../src/common/logger/logger.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { HttpClient } from './http.js';
import { hurried } from './hurried.js';
import { freshRedis } from './redis.js';
import { startSandbox, type TestSandbox } from './sandbox.js';
import { scratchFolder } from './scratch.js';

export interface TestAppOptions {
  /** Settings of the process, on top of those of {@link TEST_ENV}. */
  env?: Record<string, string>;
  /** A sandbox beside it (`true`: a small one), or one that is there already and is not closed by `close`. */
  sandbox?: boolean | SandboxOptions | TestSandbox;
  /** Goes on with a database that is there already (a restart, a second process); it is not dropped by `close`. */
  database?: TestDatabase;
  /** Goes on with a data directory that is there already. */
  data_dir?: string;
}

export interface TestApp {
  url: string;
  http: HttpClient;
  db: TestDatabase;
  data_dir: string;
  /** Settings that it was started with: what a second process of the same installation needs. */
  env: Record<string, string>;
  /** The sandbox; throws when the app was started without one. */
  readonly sandbox: TestSandbox;
  nest: NestFastifyApplication;
  /** Stops it and everything that was started for it. */
  close(): Promise<void>;
}

/** A quiet process with limits that no test meets by accident. */
const TEST_ENV = {
  NODE_ENV: 'test',
  PORT: '0',
  HOST: '127.0.0.1',
  KSAP_ROLE: 'all',
  KSAP_DB_POOL: '8',
  KSAP_RATE_LIMIT: '1000000',
  KSAP_AUTH_RATE_LIMIT: '1000000',
  LOG_LEVEL: 'silent',
};

/** The product in this process: real sockets, a database of its own, the queue, and a sandbox when asked for. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const sandbox = await sandboxFor(options.sandbox, undo);
    const db = options.database ?? (await createTestDatabase());
    if (!options.database) undo.push(() => db.drop());
    const dataDir = options.data_dir ?? (await scratchFolder('data'));
    if (!options.data_dir) undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const redisUrl = options.env?.REDIS_URL === undefined ? await freshRedis() : null;

    const env: Record<string, string> = {
      ...TEST_ENV,
      DATABASE_URL: db.url,
      KSAP_DATA_DIR: dataDir,
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
      ...(sandbox === null ? {} : { KSAP_SANDBOX_URL: sandbox.url }),
      ...(process.env.KSAP_TEST_LOG_LEVEL ? { LOG_LEVEL: process.env.KSAP_TEST_LOG_LEVEL } : {}),
      ...options.env,
    };
    const nest = await boot(env);
    undo.push(() => nest.close());
    hurried(nest);
    const { port } = nest.getHttpServer().address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    return {
      url,
      http: new HttpClient(url),
      db,
      data_dir: dataDir,
      env,
      nest,
      close,
      get sandbox() {
        if (sandbox === null) throw new Error('Started without a sandbox: startTestApp({ sandbox: true })');
        return sandbox;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function boot(env: Record<string, string>): Promise<NestFastifyApplication> {
  const config = await ensureSecrets(loadConfig(env));
  const databaseUrl = env.DATABASE_URL!;
  const dataSource = await createDataSource(databaseUrl, config.database_pool).initialize();
  let app: NestFastifyApplication;
  try {
    app = await createApp({ config, logger: createLogger(config), database_url: databaseUrl, data_source: dataSource });
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  try {
    await app.listen(config.port, config.host);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function sandboxFor(
  wish: TestAppOptions['sandbox'],
  undo: (() => Promise<unknown>)[],
): Promise<TestSandbox | null> {
  if (wish === undefined || wish === false) return null;
  if (typeof wish === 'object' && 'http' in wish) return wish;
  const sandbox = await startSandbox(wish === true ? {} : wish);
  undo.push(() => sandbox.close());
  return sandbox;
}
