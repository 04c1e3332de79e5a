import { SquareRefusal } from './answers.js';

export const MERCHANT_ID = 'MLKSAPSANDBOX1';
export const APPLICATION_ID = 'sandbox-sq0idb-KSAPdemoApplication';
export const PERSONAL_TOKEN = 'sandbox-square-token';
export const READING_TOKEN = 'sandbox-square-oauth-readonly';
export const PAYMENTS_TOKEN = 'sandbox-square-oauth-payments';

/** What registering webhooks needs, and what no seller can grant. */
export const WEBHOOKS = 'DEVELOPER_APPLICATION_WEBHOOKS';
const READS = ['MERCHANT_PROFILE_READ', 'PAYMENTS_READ', 'DISPUTES_READ', 'PAYOUTS_READ'];

export interface Token {
  scopes: readonly string[];
  /** Of the application itself, not of a seller who granted it something. */
  is_personal: boolean;
}

const TOKENS: ReadonlyMap<string, Token> = new Map([
  [PERSONAL_TOKEN, { scopes: [...READS, 'PAYMENTS_WRITE', WEBHOOKS], is_personal: true }],
  /** Reads everything, refunds nothing. */
  [READING_TOKEN, { scopes: READS, is_personal: false }],
  /** What somebody grants who thinks that payments are all there is. */
  [PAYMENTS_TOKEN, { scopes: ['MERCHANT_PROFILE_READ', 'PAYMENTS_READ'], is_personal: false }],
]);

/** Throws SquareRefusal when the call bears no token, or one that is nobody's here (production's, say). */
export function tokenOf(headers: Record<string, string>): Token {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = given === undefined ? undefined : TOKENS.get(given);
  if (token !== undefined) return token;
  const detail = 'This request could not be authorized.';
  throw new SquareRefusal(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', detail);
}

/** Throws SquareRefusal that names the scope. */
export function mustAllow(token: Token, scope: string): void {
  if (token.scopes.includes(scope)) return;
  const detail =
    'The merchant has not given your application sufficient permissions to do that. The merchant must authorize your ' +
    `application for the following scopes: ${scope}`;
  throw new SquareRefusal(403, 'AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES', detail);
}
