import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors/app-error.js';
import { rateClassOf } from './http.decorators.js';
import { RateLimiters } from './rate-limiters.js';

/**
 * Counts each call of the API against a window of a minute: by user when known, else by address;
 * `auth` routes by address against a tighter one. Runs after authentication.
 * Headers: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limiters: RateLimiters) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rateClass = rateClassOf(context);
    if (rateClass === 'unlimited') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const response = context.switchToHttp().getResponse<FastifyReply>();
    const limiter = this.limiters.of(rateClass);
    const key = rateClass === 'auth' || !request.caller ? `ip:${request.ip}` : `user:${request.caller.user_id}`;
    const { result, exceeded } = await consume(() => limiter.consume(key));
    const resetSeconds = Math.max(0, Math.ceil(result.msBeforeNext / 1000));
    void response.headers({
      'RateLimit-Policy': `"${rateClass}";q=${limiter.points};w=${limiter.duration}`,
      RateLimit: `"${rateClass}";r=${Math.max(0, result.remainingPoints)};t=${resetSeconds}`,
    });
    if (exceeded) throw AppError.rateLimited(resetSeconds);
    return true;
  }
}

async function consume(take: () => Promise<RateLimiterRes>): Promise<{ result: RateLimiterRes; exceeded: boolean }> {
  try {
    return { result: await take(), exceeded: false };
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { result: refusal, exceeded: true };
    throw refusal;
  }
}
