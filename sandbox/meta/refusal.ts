import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';

export const API_VERSION = 'v26.0';

export interface RefusalDetails {
  subcode?: number;
  status?: number;
  type?: 'OAuthException' | 'GraphMethodException' | 'FacebookApiException';
  is_transient?: boolean;
  /** What Meta wants a person to be told. */
  title?: string;
  words?: string;
  /** The parameters that are to blame. */
  fields?: string[];
}

/** What Graph says no with. */
export class GraphRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly more: RefusalDetails = {},
  ) {
    super(message);
    this.name = 'GraphRefusal';
  }
}

/** An advertising rule that is broken: Graph calls them all an invalid parameter, and says the rule to the person only. */
export function invalid(
  title: string,
  words: string,
  more: Pick<RefusalDetails, 'subcode' | 'fields'> = {},
): GraphRefusal {
  return new GraphRefusal(100, 'Invalid parameter', { ...more, title, words });
}

export function wrongParam(words: string): GraphRefusal {
  return new GraphRefusal(100, `(#100) ${words}`);
}

/** An object that is not there, or that the token may not know of: Graph does not tell which. */
export function noObject(id: string, method: string): GraphRefusal {
  const words =
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing ` +
    'permissions, or does not support this operation. Please read the Graph API documentation at ' +
    'https://developers.facebook.com/docs/graph-api';
  return new GraphRefusal(100, words, { subcode: 33, type: 'GraphMethodException' });
}

export function expired(at: number): GraphRefusal {
  const words = `Error validating access token: Session has expired on ${new Date(at * 1000).toUTCString()}.`;
  return new GraphRefusal(190, words, { subcode: 463, status: 401 });
}

export function revokedSession(): GraphRefusal {
  const words =
    'Error validating access token: The session has been invalidated because the user changed their password or Facebook ' +
    'has changed the session for security reasons.';
  return new GraphRefusal(190, words, { subcode: 460, status: 401 });
}

export function answer(body: JsonObject, headers: Record<string, string> = {}, status = 200): SandboxAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'facebook-api-version': API_VERSION,
      'x-fb-trace-id': traceId(),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

export function refused(refusal: GraphRefusal, headers: Record<string, string> = {}): SandboxAnswer {
  const { subcode, status, type = 'OAuthException', is_transient, title, words, fields } = refusal.more;
  const error: JsonObject = {
    message: refusal.message,
    type,
    code: refusal.code,
    ...(fields !== undefined && { error_data: { blame_field_specs: fields.map((one) => [one]) } }),
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...((is_transient !== undefined || words !== undefined) && { is_transient: is_transient ?? false }),
    ...(title !== undefined && { error_user_title: title }),
    ...(words !== undefined && { error_user_msg: words }),
    fbtrace_id: traceId(),
  };
  const challenge: Record<string, string> =
    refusal.code === 190
      ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${refusal.message}"` }
      : {};
  return answer({ error }, { ...challenge, ...headers }, status ?? 400);
}

function traceId(): string {
  return `A${randomBytes(15).toString('base64url').replace(/-/g, 'x')}`;
}
