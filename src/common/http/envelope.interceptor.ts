import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { DEFAULT_MESSAGE, successBody } from './envelope.js';
import { isUnwrapped } from './http.decorators.js';
import { Reply } from './reply.js';

/** Puts what a handler returns into the success envelope; streams and routes outside `/api` are left alone. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (isUnwrapped(context)) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const response = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        response.header('content-type', 'application/json; charset=utf-8');
        if (!(value instanceof Reply)) return successBody(value, DEFAULT_MESSAGE, request.id);
        response.status(value.status).headers(value.headers);
        return successBody(value.data, value.message, request.id);
      }),
    );
  }
}
