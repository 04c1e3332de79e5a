import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../common/errors/app-error.js';
import { successBody } from '../../../common/http/envelope.js';
import type { SocialPlatform } from '../networks/network.connection.js';
import { PAGE_HEADERS, redirectTarget, refusalPage, resultPage } from './callback-page.js';
import { type FinishedOauth, FinishOauth } from './finish-oauth.js';

/** What a browser that comes back is answered: a page, a redirect, or JSON for a program that asked for it. */
@Injectable()
export class CallbackAnswer {
  constructor(private readonly finishOauth: FinishOauth) {}

  async send(
    platform: SocialPlatform,
    query: Record<string, unknown>,
    request: FastifyRequest,
    response: FastifyReply,
  ): Promise<void> {
    const wantsPage = /\btext\/html\b/i.test(request.headers.accept ?? '');
    const result = await this.finish(platform, textsOf(query), wantsPage);
    if (result instanceof AppError) {
      await response.status(result.status).headers(PAGE_HEADERS).send(refusalPage(result.message));
      return;
    }
    if (result.redirect_to !== null) {
      await response
        .status(303)
        .headers({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
        .header('location', redirectTarget(result, result.redirect_to))
        .send();
      return;
    }
    if (wantsPage) {
      await response.status(statusOf(result)).headers(PAGE_HEADERS).send(resultPage(result));
      return;
    }
    if (result.error) throw result.error;
    const { connection_id, status, confirmation, account_id } = result;
    await response
      .header('content-type', 'application/json; charset=utf-8')
      .send(successBody({ connection_id, status, confirmation, account_id }, 'Consent received', request.id));
  }

  /** A state that is not good is told on a page to whoever reads pages, and as every error to the others. */
  private async finish(
    platform: SocialPlatform,
    query: Record<string, string>,
    wantsPage: boolean,
  ): Promise<FinishedOauth | AppError> {
    try {
      return await this.finishOauth.run(platform, query);
    } catch (error) {
      if (wantsPage && error instanceof AppError) return error;
      throw error;
    }
  }
}

/** To have declined is no error of the browser's. */
function statusOf({ status, error }: FinishedOauth): number {
  return status === 'denied' ? 200 : (error?.status ?? 200);
}

/** A parameter that comes twice is none. */
function textsOf(query: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(texts);
}
