import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { Config } from './common/config/config.js';
import type { Secrets } from './common/config/secrets.js';
import { SECRETS } from './common/config/secrets.token.js';
import { DATABASE_URL } from './common/database/database.module.js';
import { LOGGER } from './common/logger/logger.token.js';

/** What a process brings to the app: made before it, from the environment. */
export interface ProcessParts {
  config: Config & Secrets;
  logger: Logger;
  database_url: string;
  /** Initialised; the app destroys it. */
  data_source: DataSource;
}

@Global()
@Module({})
export class ProcessModule {
  static of(parts: ProcessParts): DynamicModule {
    const provided = [
      { provide: Config, useValue: parts.config },
      { provide: SECRETS, useValue: parts.config satisfies Secrets },
      { provide: LOGGER, useValue: parts.logger },
      { provide: DATABASE_URL, useValue: parts.database_url },
      { provide: DataSource, useValue: parts.data_source },
    ];
    return { module: ProcessModule, providers: provided, exports: provided };
  }
}
