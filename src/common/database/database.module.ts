import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import { LOGGER } from '../logger/logger.token.js';
import { Database } from './database.js';
import { SessionConnection } from './session-connection.js';

/** The address of the product's database, embedded or given. It bears a password: never log it. */
export const DATABASE_URL = Symbol('ksap:database-url');

/** The pool, the session beside it, and the one way to both. The DataSource itself is provided by the app. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new Database(dataSource),
    },
    {
      provide: SessionConnection,
      inject: [DATABASE_URL, LOGGER],
      useFactory: (url: string, logger: Logger) => new SessionConnection(url, logger),
    },
  ],
  exports: [Database, SessionConnection],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
