import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isPublic } from '../../common/http/http.decorators.js';
import { currentContext } from '../../common/logger/request-context.js';
import { AccessTokens, tokenRefused } from './access-tokens.js';
import { Sessions } from './sessions.js';

const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Finds out who calls. It refuses nobody: the rate limit counts the call first, and the last guard refuses whoever has
 * no caller, with the reason that is left here. Routes for everybody are not looked at.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublic(context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers.authorization;
    if (header === undefined) return true;
    const token = BEARER.exec(header)?.[1];
    const claims = token === undefined ? tokenRefused() : this.tokens.read(token);
    if (claims instanceof Error) {
      request.authFailure = claims;
    } else if (await this.sessions.isGood(claims)) {
      request.caller = { user_id: claims.user_id, session_id: claims.session_id };
      const work = currentContext();
      if (work) work.user_id = claims.user_id;
    } else {
      request.authFailure = tokenRefused();
    }
    return true;
  }
}
