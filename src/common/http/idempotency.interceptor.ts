import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AppError } from '../errors/app-error.js';
import { toAppError } from './app-error-of.js';
import { errorBody } from './envelope.js';
import { idempotencyContext } from './idempotency-context.js';
import { IdempotencyStore, type StoredAnswer } from './idempotency.store.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
/** Answers that say nothing of what the request did, and must not be repeated for 24 hours. */
const NOT_KEPT = new Set([401, 409, 412, 429]);

/**
 * `Idempotency-Key` for every POST: the first request's answer is kept for 24 hours and given again
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). Runs outside the envelope,
 * so what it keeps is the body as it went out.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (request.method !== 'POST' || header === undefined) return next.handle();
    if (typeof header !== 'string' || !KEY.test(header)) {
      throw AppError.validation([{ field: 'Idempotency-Key', reason: 'must be 1 to 255 printable ASCII characters' }]);
    }
    return from(this.once(request, context.switchToHttp().getResponse<FastifyReply>(), header, next));
  }

  private async once(
    request: FastifyRequest,
    response: FastifyReply,
    key: string,
    next: CallHandler,
  ): Promise<unknown> {
    const scope = request.caller ? `user:${request.caller.user_id}` : 'anonymous';
    const body = request.upload ? (await request.upload.spool()).digest : (request.rawBody ?? Buffer.alloc(0));
    const entry = { scope, key, method: request.method, path: request.url, body };
    const stored = await this.store.begin(entry);
    if (stored) {
      void response.status(stored.status).headers({ ...stored.headers, 'Idempotent-Replayed': 'true' });
      return stored.body;
    }
    try {
      const body: unknown = await idempotencyContext.run({ scope, key }, () => lastValueFrom(next.handle()));
      await this.store.finish(entry, answerOf(response, String(body)));
      return body;
    } catch (error) {
      const shown = toAppError(error);
      const isKept = shown.status < 500 && !NOT_KEPT.has(shown.status);
      // A refusal that changed something all the same (a stolen token ends its session) is that request's one answer.
      if (isKept || (!(await this.store.forget(entry)) && shown.status < 500)) {
        const headers = { ...shown.headers, 'content-type': JSON_TYPE };
        const body = errorBody(shown, request.id);
        await this.store.finish(entry, { status: shown.status, headers, body });
        // Answered here, not thrown on: the repeat is given the very same bytes.
        void response.status(shown.status).headers(headers);
        return body;
      }
      throw error;
    }
  }
}

function answerOf(response: FastifyReply, body: string): StoredAnswer {
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  for (const name of ['location', 'etag']) {
    const value = response.getHeader(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return { status: response.statusCode, headers, body };
}
