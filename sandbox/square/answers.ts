import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

export type Category =
  'API_ERROR' | 'AUTHENTICATION_ERROR' | 'INVALID_REQUEST_ERROR' | 'RATE_LIMIT_ERROR' | 'REFUND_ERROR';

/** A refusal in Square's own words. Thrown by routes, turned into an answer at the door. */
export class SquareRefusal extends Error {
  constructor(
    readonly status: number,
    readonly category: Category,
    readonly code: string,
    detail: string,
    /** The parameter or body field that it is about. */
    readonly field: string | null = null,
  ) {
    super(detail);
    this.name = 'SquareRefusal';
  }

  answer(): SandboxAnswer {
    const error: JsonObject = { category: this.category, code: this.code, detail: this.message };
    return answer(this.status, { errors: [this.field === null ? error : { ...error, field: this.field }] });
  }
}

export function invalid(code: string, detail: string, field: string | null = null): SquareRefusal {
  return new SquareRefusal(400, 'INVALID_REQUEST_ERROR', code, detail, field);
}

export function notFound(detail = 'Resource not found.'): SquareRefusal {
  return new SquareRefusal(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', detail);
}

export function answer(status: number, body: Json): SandboxAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'square-version': '2026-09-16' },
    body: JSON.stringify(body),
  };
}

export function throttledAnswer(): SandboxAnswer {
  const detail = 'Your request was rate limited. Please try again later.';
  return new SquareRefusal(429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', detail).answer();
}

export function revokedAnswer(): SandboxAnswer {
  const detail = 'The merchant revoked the authorization.';
  return new SquareRefusal(401, 'AUTHENTICATION_ERROR', 'ACCESS_TOKEN_REVOKED', detail).answer();
}
