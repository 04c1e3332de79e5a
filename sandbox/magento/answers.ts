import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

/** A refusal in Magento's own form: words with `%names`, and what stands for them. */
export class MagentoError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly parameters?: Json,
  ) {
    super(message);
    this.name = 'MagentoError';
  }

  answer(): SandboxAnswer {
    const body: JsonObject = { message: this.message };
    if (this.parameters !== undefined) body.parameters = this.parameters;
    return jsonAnswer(this.status, body);
  }
}

export function jsonAnswer(status: number, body: Json): SandboxAnswer {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'X-Frame-Options': 'SAMEORIGIN',
      'Cache-Control': 'no-store',
    },
    body: JSON.stringify(body),
  };
}

export function htmlAnswer(status: number, title: string): SandboxAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}

/** Too many calls: Magento has no such limit for these calls, the server in front of it does. */
export function throttledAnswer(): SandboxAnswer {
  const answer = htmlAnswer(429, '429 Too Many Requests');
  return { ...answer, headers: { ...answer.headers, 'Retry-After': '2' } };
}

/** What both a token that is not (any more) one and a missing permission get. */
export function notAuthorized(resource: string): MagentoError {
  return new MagentoError(401, "The consumer isn't authorized to access %resources.", { resources: resource });
}

export function noSuchEntity(field: string, value: string | number): MagentoError {
  return new MagentoError(404, 'No such entity with %fieldName = %fieldValue', { fieldName: field, fieldValue: value });
}

export function noSuchProduct(): MagentoError {
  return new MagentoError(404, "The product that was requested doesn't exist. Verify the product and try again.");
}

export function noSuchRecord(): MagentoError {
  return new MagentoError(404, "The entity that was requested doesn't exist. Verify the entity and try again.");
}
