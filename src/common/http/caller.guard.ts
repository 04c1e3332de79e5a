import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { isPublic } from './http.decorators.js';
import { refuseUndeclaredInput } from './request-checks.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the access token was not accepted; told after the rate limit has counted the call. */
    authFailure?: AppError;
  }
}

/**
 * The last of the global guards, after authentication and rate limit: nobody passes a route that is not
 * public without a caller, whatever the guards before it did.
 */
@Injectable()
export class CallerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isPublic(context) && !request.caller) {
      throw (
        request.authFailure ??
        new AppError(
          'UNAUTHENTICATED',
          'An access token is needed: Authorization: Bearer …',
          {},
          { 'WWW-Authenticate': 'Bearer' },
        )
      );
    }
    refuseUndeclaredInput(context, request);
    return true;
  }
}
