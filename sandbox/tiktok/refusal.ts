import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

/** What TikTok says no with: HTTP 200 all the same. */
export class TiktokRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: JsonObject = {},
  ) {
    super(message);
    this.name = 'TiktokRefusal';
  }
}

export function wrong(words: string): TiktokRefusal {
  return new TiktokRefusal(40002, words);
}

export function noPermission(words: string): TiktokRefusal {
  return new TiktokRefusal(40001, words);
}

export function tooMany(): TiktokRefusal {
  return new TiktokRefusal(40100, 'Too many requests. Please retry in some time.');
}

export function revokedToken(): TiktokRefusal {
  return new TiktokRefusal(40105, 'Access token is incorrect or has been revoked.');
}

export function answer(data: Json, code = 0, message = 'OK'): SandboxAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, message, request_id: requestId(), data }),
  };
}

export function refused({ code, message, data }: TiktokRefusal): SandboxAnswer {
  return answer(data, code, message);
}

function requestId(): string {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}${randomBytes(9).toString('hex').toUpperCase()}`;
}
