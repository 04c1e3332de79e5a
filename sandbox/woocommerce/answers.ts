import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';
import { phpJson } from './php.js';

/** A refusal in the platform's own words. Thrown by routes, turned into an answer at the door. */
export class WooError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** More members of `data` beside `status`; a bare number where the platform has only that (refunds). */
    readonly data: JsonObject | number = {},
  ) {
    super(message);
    this.name = 'WooError';
  }

  answer(): SandboxAnswer {
    return jsonAnswer(this.status, {
      code: this.code,
      message: this.message,
      data: typeof this.data === 'number' ? this.data : { status: this.status, ...this.data },
    });
  }
}

export function noRoute(): WooError {
  return new WooError(404, 'rest_no_route', 'No route was found matching the URL and request method.');
}

export function jsonAnswer(status: number, body: Json, headers: Record<string, string> = {}): SandboxAnswer {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Robots-Tag': 'noindex',
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Expose-Headers': 'X-WP-Total, X-WP-TotalPages, Link',
      'Access-Control-Allow-Headers': 'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
      ...headers,
    },
    body: phpJson(body),
  };
}

/** What a firewall in front of the shop says to too many calls: the platform itself has no limit. */
export function firewallAnswer(): SandboxAnswer {
  return {
    status: 429,
    headers: { 'Content-Type': 'text/html', 'Retry-After': '2', 'Cache-Control': 'no-store', Server: 'sandbox-waf' },
    body:
      '<!DOCTYPE html>\n<html><head><title>429 Too Many Requests</title></head>\n' +
      '<body><center><h1>429 Too Many Requests</h1></center><hr><center>sandbox-waf</center></body></html>\n',
  };
}

/** What a key that was revoked at the shop gets. */
export function revokedAnswer(): SandboxAnswer {
  return new WooError(401, 'woocommerce_rest_authentication_error', 'Consumer key is invalid.').answer();
}

export function htmlAnswer(status: number, title: string): SandboxAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html>\n<html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}
