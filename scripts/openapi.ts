import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import { DataSource } from 'typeorm';
import { API_PREFIX, PREFIX_EXCEPTIONS } from '../src/app.js';
import { AppModule } from '../src/app.module.js';
import { configOf, loadConfig } from '../src/common/config/config.js';
import { createFastifyAdapter } from '../src/common/http/fastify.js';
import { createOpenApiDocument } from '../src/openapi.js';

/** `npm run openapi`: writes the document of every route to docs/openapi.json. Nothing is started or connected. */
async function main(): Promise<void> {
  const config = configOf(loadConfig({}), { encryption_keys: [], jwt_secret: '' });
  const parts = {
    config,
    logger: pino({ level: 'silent' }),
    database_url: '',
    data_source: new DataSource({ type: 'postgres' }),
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of('all', parts),
    createFastifyAdapter(config),
    {
      preview: true,
      logger: false,
      abortOnError: false,
    },
  );
  app.setGlobalPrefix(API_PREFIX, { exclude: PREFIX_EXCEPTIONS });
  const path = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
  await writeFile(path, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
  process.stdout.write('docs/openapi.json written\n');
}

await main();
