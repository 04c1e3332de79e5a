import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { CallerGuard } from './common/http/caller.guard.js';
import { EnvelopeInterceptor } from './common/http/envelope.interceptor.js';
import { ErrorFilter } from './common/http/error.filter.js';
import { createFastifyAdapter, prepareFastify } from './common/http/fastify.js';
import { serveHealthOnly } from './common/http/health-only.js';
import { IdempotencyInterceptor } from './common/http/idempotency.interceptor.js';
import { IdempotencyStore } from './common/http/idempotency.store.js';
import { RateLimitGuard } from './common/http/rate-limit.guard.js';
import { RateLimiters } from './common/http/rate-limiters.js';
import { createValidationPipe } from './common/http/validation.js';
import { NestLogger } from './common/logger/nest-logger.js';
import { Metrics } from './common/metrics/metrics.js';
import { AuthGuard } from './modules/auth/auth.guard.js';
import type { ProcessParts } from './process.module.js';

export const API_PREFIX = 'api/v1';
export const PREFIX_EXCEPTIONS = ['health/live', 'health/ready', 'metrics'];

/** The whole application for one process, wired but not yet listening. Closing it stops everything it started. */
export async function createApp(parts: ProcessParts): Promise<NestFastifyApplication> {
  const { config, logger } = parts;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(config.role, parts),
    createFastifyAdapter(config),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  prepareFastify(fastify, logger);
  app.get(Metrics).observe(fastify);
  if (config.role === 'worker') serveHealthOnly(fastify);
  await app.register(fastifyHelmet, helmetOptions(config.public_url));
  if (config.cors_origins.length > 0) await app.register(fastifyCors, corsOptions(config.cors_origins));
  app.setGlobalPrefix(API_PREFIX, { exclude: PREFIX_EXCEPTIONS });
  app.useGlobalGuards(app.get(AuthGuard), new RateLimitGuard(app.get(RateLimiters)), new CallerGuard());
  app.useGlobalInterceptors(new IdempotencyInterceptor(app.get(IdempotencyStore)), new EnvelopeInterceptor());
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ErrorFilter(logger));
  return app;
}

/** Swagger UI needs its own inline styles; nothing else is allowed beyond our own origin. */
function helmetOptions(publicUrl: string | null): object {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: isHttps,
  };
}

function corsOptions(origins: readonly string[]): object {
  return {
    origin: origins.includes('*') ? true : [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'X-Request-Id',
      'Location',
      'ETag',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'Idempotent-Replayed',
    ],
    maxAge: 600,
  };
}
