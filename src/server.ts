import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createDataSource } from '../ormconfig.js';
import { createApp } from './app.js';
import type { Config } from './common/config/config.js';
import { ensureSecrets } from './common/config/secrets.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './common/database/embedded/embedded-postgres.js';
import { migrate } from './common/database/migrate.js';
import { createLogger } from './common/logger/logger.js';
import { mountDocs } from './openapi.js';

export interface RunningServer {
  /** `http://host:port`, with the port that was really taken. */
  url: string;
  app: NestFastifyApplication;
  /** Stops accepting, ends what is in flight, leaves running jobs to be resumed, stops an embedded Postgres. */
  close(reason: string): Promise<void>;
  /** Called when the process cannot go on (its embedded Postgres is gone for good). */
  onFatal(listener: (reason: string) => void): void;
}

/** Starts everything that the configuration asks of this process and prints one line when it is ready. */
export async function startServer(given: Config): Promise<RunningServer> {
  const config = await ensureSecrets(given);
  const logger = createLogger(config);
  const embedded =
    config.database_url === null ? await startEmbeddedPostgres({ data_dir: config.data_dir, log: logger }) : null;
  try {
    const databaseUrl = config.database_url ?? embedded!.connection_string;
    const dataSource = await createDataSource(databaseUrl, config.database_pool).initialize();
    const migrations = await migrate(dataSource);
    if (migrations > 0) logger.info({ migrations }, 'Database brought up to date');
    const app = await createApp({ config, logger, database_url: databaseUrl, data_source: dataSource });
    mountDocs(app);
    await app.listen(config.port, config.host);
    const url = addressOf(app, config.host);
    process.stdout.write(`${readyLine(config, url)}\n`);
    return { url, app, close: closer(app, embedded, logger), onFatal: fatal(embedded) };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

function addressOf(app: NestFastifyApplication, host: string): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function readyLine(config: Config, url: string): string {
  const database =
    config.database_url === null ? `embedded Postgres in ${config.data_dir}` : 'Postgres of DATABASE_URL';
  const queue = config.redis_url === null ? 'queue on Postgres' : 'queue on Redis';
  const mail = config.smtp_url === null ? `mail is written to ${config.data_dir}/mail` : 'mail by SMTP';
  return `KSAP is ready at ${url} (docs: ${url}/docs; role ${config.role}; ${database}; ${queue}; ${mail})`;
}

function closer(
  app: NestFastifyApplication,
  embedded: EmbeddedPostgres | null,
  logger: Logger,
): RunningServer['close'] {
  let closing: Promise<void> | undefined;
  const close = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'Stopping');
    const http = app.getHttpServer() as { close(): void; closeIdleConnections?(): void };
    http.close();
    http.closeIdleConnections?.();
    await app.close();
    await embedded?.stop();
    logger.info('Stopped');
  };
  return (reason) => (closing ??= close(reason));
}

function fatal(embedded: EmbeddedPostgres | null): RunningServer['onFatal'] {
  return (listener) => {
    embedded?.onExit(({ restarting }) => {
      if (!restarting) listener('the embedded Postgres has ended for good');
    });
    process.once('uncaughtException', (error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      listener('uncaught exception');
    });
  };
}
