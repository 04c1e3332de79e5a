import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** The product's own Redis connection, or null without one. */
export const REDIS = Symbol('ksap:redis');

const COMMAND_TIMEOUT_MS = 500;

/**
 * A connection for what may be lost: it fails fast while Redis is away, so that callers go on without it,
 * and connects again by itself. (BullMQ has connections of its own, which wait.)
 */
export function createRedis(url: string | null, logger: Logger): Redis | null {
  if (url === null) return null;
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    lazyConnect: true,
  });
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown) logger.warn({ err: error }, 'Redis is away; going on without it');
    isDown = true;
  });
  redis.on('ready', () => {
    isDown = false;
  });
  return redis;
}
