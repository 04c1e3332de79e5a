import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

/** PayPal's refusals, in its own words. Thrown by routes, turned into an answer at the door. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: JsonObject,
  ) {
    super(typeof body.message === 'string' ? body.message : 'refused');
    this.name = 'Refusal';
  }
}

let calls = 0;

function debugId(): string {
  calls += 1;
  return `f${calls.toString(16).padStart(12, '0')}`;
}

function refusal(status: number, name: string, message: string, details: JsonObject[] = []): Refusal {
  const links = [{ href: `https://developer.paypal.com/api/rest/responses/#${name}`, rel: 'information_link' }];
  return new Refusal(status, { name, message, ...(details.length > 0 ? { details } : {}), debug_id: debugId(), links });
}

export function badRequest(issue: string, description: string, field?: string, location = 'query'): Refusal {
  return refusal(400, 'INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.', [
    { ...(field === undefined ? {} : { field, location }), issue, description },
  ]);
}

export function unprocessable(issue: string, description: string): Refusal {
  const message = 'The requested action could not be performed, semantically incorrect, or failed business validation.';
  return refusal(422, 'UNPROCESSABLE_ENTITY', message, [{ issue, description }]);
}

export function tooLarge(): Refusal {
  const message = 'Result set size is greater than the maximum limit. Change the filter criteria and try again.';
  return refusal(400, 'RESULTSET_TOO_LARGE', message);
}

export function notAuthorized(): Refusal {
  const description = 'You do not have permission to access or perform operations on this resource.';
  return refusal(403, 'NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.', [
    { issue: 'PERMISSION_DENIED', description },
  ]);
}

export function notFound(): Refusal {
  const description = 'Specified resource ID does not exist. Please check the resource ID and try again.';
  return refusal(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist.', [
    { issue: 'INVALID_RESOURCE_ID', description },
  ]);
}

export function unauthenticated(): Refusal {
  const message = 'Authentication failed due to missing authorization header, or invalid authentication credentials.';
  return refusal(401, 'AUTHENTICATION_FAILURE', message);
}

export function invalidClient(): Refusal {
  return new Refusal(401, { error: 'invalid_client', error_description: 'Client Authentication failed' });
}

export function rateLimited(): Refusal {
  return refusal(429, 'RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.');
}

export function webhookFault(name: string, message: string): Refusal {
  return refusal(400, name, message);
}

export function answer(status: number, body: Json): SandboxAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: body === null ? '' : JSON.stringify(body) };
}
