import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateClass } from './http.decorators.js';

const WINDOW_SECONDS = 60;

/** The counters behind the rate limits: in Redis when there is one (memory while it is away), else in memory. */
@Injectable()
export class RateLimiters {
  private readonly byClass: Record<Exclude<RateClass, 'unlimited'>, RateLimiterAbstract>;

  constructor(limits: { default: number; auth: number }, redis: Redis | null) {
    this.byClass = {
      default: create('default', limits.default, redis),
      auth: create('auth', limits.auth, redis),
    };
  }

  of(rateClass: Exclude<RateClass, 'unlimited'>): RateLimiterAbstract {
    return this.byClass[rateClass];
  }
}

function create(name: string, points: number, redis: Redis | null): RateLimiterAbstract {
  const options = { keyPrefix: `ksap:rate:${name}`, points, duration: WINDOW_SECONDS };
  const memory = new RateLimiterMemory(options);
  if (!redis) return memory;
  return new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory });
}
