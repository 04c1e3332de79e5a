import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ConfigError } from './common/config/config.error.js';
import type { Config } from './common/config/config.js';
import { ensureSecrets } from './common/config/secrets.js';
import { connect } from './common/database/connect.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './common/database/embedded/embedded-postgres.js';
import { migrate } from './common/database/migrate.js';
import { createLogger } from './common/logger/logger.js';

const HANG_UP_EVERY_MS = 50;

export interface RunningServer {
  /** `http://host:port`, with the port that was really taken. */
  url: string;
  app: NestFastifyApplication;
  /** Stops accepting, ends what is in flight, leaves running jobs to be resumed, stops an embedded Postgres. */
  close(reason: string): Promise<void>;
  /** Called when the process cannot go on (its embedded Postgres is gone for good). */
  onFatal(listener: (reason: string) => void): void;
}

/** The greater part of a start is to read the code: it is read while Postgres comes up. */
async function loadApp() {
  const [{ createDataSource }, { createApp }, { mountDocs }] = await Promise.all([
    import('../ormconfig.js'),
    import('./app.js'),
    import('./openapi.js'),
  ]);
  return { createDataSource, createApp, mountDocs };
}

/** Starts everything that the configuration asks of this process and prints one line when it is ready. */
export async function startServer(given: Config): Promise<RunningServer> {
  const config = await ensureSecrets(given);
  const logger = createLogger(config);
  const loading = loadApp();
  // Waited for below; should Postgres fail first, that is what there is to say.
  loading.catch(() => undefined);
  const embedded =
    config.database_url === null ? await startEmbeddedPostgres({ data_dir: config.data_dir, log: logger }) : null;
  let dataSource: DataSource | undefined;
  let app: NestFastifyApplication | undefined;
  try {
    const { createDataSource, createApp, mountDocs } = await loading;
    const databaseUrl = config.database_url ?? embedded?.connection_string ?? '';
    dataSource = await connect(createDataSource(databaseUrl, config.database_pool));
    const migrations = await migrate(dataSource);
    if (migrations > 0) logger.info({ migrations }, 'Database brought up to date');
    // Before the workers are there: a queue that is closed while it still connects leaves that connection behind.
    await orInWords(config, () => tryAddress(config));
    app = await createApp({ config, logger, database_url: databaseUrl, data_source: dataSource });
    if (config.role !== 'worker') mountDocs(app);
    const server = app;
    await orInWords(config, () => server.listen(config.port, config.host));
    const url = addressOf(app, config.host);
    process.stdout.write(`${readyLine(config, url)}\n`);
    return { url, app, close: closer(app, embedded, logger), onFatal: fatal(embedded) };
  } catch (error) {
    // In this order: whoever still holds a connection would break when the database beneath it ends.
    await app?.close().catch(() => undefined);
    if (dataSource?.isInitialized) await dataSource.destroy();
    await embedded?.stop();
    throw error;
  }
}

async function tryAddress({ host, port }: Config): Promise<void> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

/** Why an address cannot be listened on is said as the fault of the setting that it is. */
async function orInWords({ host, port }: Config, listen: () => Promise<unknown>): Promise<void> {
  try {
    await listen();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw error;
    const faults: Record<string, [variable: string, reason: string]> = {
      EADDRINUSE: ['PORT', `${port} on ${host} is taken by another program; stop that, or set another port (0: any)`],
      EACCES: ['PORT', `${port} may not be opened by this user; take one above 1023`],
    };
    const [variable, reason] = faults[code ?? ''] ?? ['HOST', `${host} is no address of this machine (${code})`];
    throw new ConfigError([{ variable, reason }]);
  }
}

function addressOf(app: NestFastifyApplication, host: string): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function readyLine(config: Config, url: string): string {
  const serves = config.role === 'worker' ? 'health and metrics alone' : `docs: ${url}/docs`;
  const database =
    config.database_url === null ? `embedded Postgres in ${config.data_dir}` : 'Postgres of DATABASE_URL';
  const queue = config.redis_url === null ? 'queue on Postgres' : 'queue on Redis';
  const mail = config.smtp_url === null ? `mail is written to ${config.data_dir}/mail` : 'mail by SMTP';
  return `KSAP is ready at ${url} (${serves}; role ${config.role}; ${database}; ${queue}; ${mail})`;
}

function closer(
  app: NestFastifyApplication,
  embedded: EmbeddedPostgres | null,
  logger: Logger,
): RunningServer['close'] {
  let closing: Promise<void> | undefined;
  const close = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'Stopping');
    const http = app.getHttpServer();
    http.close();
    // A connection that ends its request from now on would wait for the next one until its keep-alive is over.
    const hangUp = setInterval(() => {
      http.closeIdleConnections();
    }, HANG_UP_EVERY_MS);
    try {
      await app.close();
    } finally {
      clearInterval(hangUp);
      await embedded?.stop();
    }
    logger.info('Stopped');
  };
  return (reason) => (closing ??= close(reason));
}

function fatal(embedded: EmbeddedPostgres | null): RunningServer['onFatal'] {
  return (listener) => {
    embedded?.onExit(({ restarting }) => {
      if (!restarting) listener('the embedded Postgres has ended for good');
    });
    process.on('uncaughtException', (error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      listener('uncaught exception');
    });
  };
}
