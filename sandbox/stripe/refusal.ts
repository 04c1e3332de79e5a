import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

export const API_VERSION = '2026-10-28.endive';

/** What Stripe says no with. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly more: { type?: string; code?: string; param?: string; charge?: string } = {},
    /** Whether a repetition under the same idempotency key is told the same: it was begun, and not only looked at. */
    readonly is_outcome = false,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export function missing(what: string, id: string, param: string, status = 404): Refusal {
  return new Refusal(status, `No such ${what}: '${id}'`, { code: 'resource_missing', param });
}

export function answer(status: number, body: JsonObject, headers: Record<string, string> = {}): SandboxAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'request-id': `req_${randomBytes(9).toString('base64url').replace(/[-_]/g, 'x')}`,
      'stripe-version': API_VERSION,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

export function refused(refusal: Refusal): SandboxAnswer {
  const { type = 'invalid_request_error', ...more } = refusal.more;
  const help: JsonObject =
    more.code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${dashed(more.code)}` };
  const challenge: Record<string, string> =
    refusal.status === 401 ? { 'www-authenticate': 'Basic realm="Stripe"' } : {};
  const error: JsonObject = { ...(more as JsonObject), ...help, message: refusal.message, type };
  return answer(refusal.status, { error }, challenge);
}

function dashed(code: string): string {
  return code.replaceAll('_', '-');
}
