import { Global, Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { AuditLog } from './audit/audit-log.js';
import { Cache } from './cache/cache.js';
import { MemoryCache } from './cache/memory-cache.js';
import { RedisCache } from './cache/redis-cache.js';
import { Clock, SystemClock } from './clock/clock.js';
import { Config } from './config/config.js';
import type { Secrets } from './config/secrets.js';
import { SECRETS } from './config/secrets.token.js';
import { Database } from './database/database.js';
import { SessionConnection } from './database/session-connection.js';
import { Outbox } from './events/outbox.js';
import { OutboxRelay } from './events/outbox-relay.js';
import { Health } from './health/health.js';
import { HealthController } from './health/health.controller.js';
import { Cursors } from './http/cursor.js';
import { IdempotencyStore } from './http/idempotency.store.js';
import { KeysetLists } from './http/keyset-list.js';
import { RateLimiters } from './http/rate-limiters.js';
import { LOGGER } from './logger/logger.token.js';
import { Backlog } from './metrics/backlog.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OutboundClient } from './outbound/outbound-client.js';
import { OutboundOptions } from './outbound/outbound-options.js';
import { RateBudgets } from './outbound/rate-budget.js';
import { createRedis, REDIS } from './redis/redis.js';
import { FailureLimits } from './security/failure-limits.js';
import { KeyedHash } from './security/keyed-hash.js';
import { PasswordHasher } from './security/password-hasher.js';
import { PasswordPolicy } from './security/password-policy.js';
import { PasswordStrength } from './security/password-strength.js';
import { SecretBox } from './security/secret-box.js';
import { VERSION } from './version.js';

const PROVIDED = [
  AuditLog,
  Outbox,
  Cursors,
  KeysetLists,
  IdempotencyStore,
  Health,
  Metrics,
  Backlog,
  OutboundClient,
  RateBudgets,
  FailureLimits,
  PasswordPolicy,
  PasswordStrength,
  { provide: PasswordHasher, useFactory: () => new PasswordHasher() },
  { provide: Clock, useClass: SystemClock },
  { provide: KeyedHash, inject: [SECRETS], useFactory: (secrets: Secrets) => new KeyedHash(secrets.jwt_secret) },
  {
    provide: SecretBox,
    inject: [SECRETS],
    useFactory: (secrets: Secrets) => new SecretBox([...secrets.encryption_keys]),
  },
  {
    provide: REDIS,
    inject: [Config, LOGGER],
    useFactory: (config: Config, logger: Logger) => createRedis(config.redis_url, logger),
  },
  {
    provide: RateLimiters,
    inject: [Config, REDIS],
    useFactory: (config: Config, redis: Redis | null) =>
      new RateLimiters(
        { default: config.limits.requests_per_minute, auth: config.limits.auth_requests_per_minute },
        redis,
      ),
  },
  {
    provide: Cache,
    inject: [Database, SessionConnection, REDIS, LOGGER],
    useFactory: (database: Database, session: SessionConnection, redis: Redis | null, logger: Logger) =>
      redis ? new RedisCache(redis, database, logger) : new MemoryCache(database, session),
  },
  {
    provide: OutboundOptions,
    inject: [Config],
    useFactory: (config: Config) => outboundOptions(config),
  },
];

function outboundOptions(config: Config): OutboundOptions {
  return new OutboundOptions({
    allow_private_targets: config.allow_private_targets,
    sandbox_origin: config.sandbox_url,
    user_agent: `KSAP/${VERSION}`,
  });
}

/** What every module may use; it knows none of them. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [HealthController, MetricsController],
  providers: [...PROVIDED, OutboxRelay],
  exports: PROVIDED,
})
export class CommonModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(REDIS) private readonly redis: Redis | null,
    private readonly cache: Cache,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.redis) await this.redis.connect().catch(() => undefined);
    if (this.cache instanceof MemoryCache) await this.cache.start();
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}
