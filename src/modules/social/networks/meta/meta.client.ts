import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../../../common/json.js';
import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { NetworkConnection, NetworkLine } from '../network.connection.js';
import { graphAddress } from './meta.address.js';
import { META, metaErrorOf } from './meta.errors.js';
import { restMsOf } from './meta.usage.js';

type Query = Readonly<Record<string, string>>;

/** The installation's app at Meta; null: none is configured. */
export interface MetaApp {
  id: string;
  secret: string;
}

/** One call of the Graph API, without what says who calls. */
export interface GraphCall {
  method: 'GET' | 'POST' | 'DELETE';
  /** `act_1/campaigns`, without the version. */
  path: string;
  query?: Query;
  /** Sent as JSON. */
  body?: JsonObject;
  /** Whether doing it twice is doing it once. Default: of reads. */
  is_repeatable?: boolean;
}

/** More than anybody has; a list that goes on after that is not the network's. */
const MOST_PAGES = 50;
const READ_MS = 20_000;
/** Pictures are carried in bodies, and reports are reckoned while we wait. */
const SLOW_MS = 90_000;

/** Calls of the Graph API. The token travels in a header, never in an address. */
export class MetaClient {
  constructor(
    private readonly base: string,
    private readonly app: MetaApp | null,
  ) {}

  get<T>(connection: NetworkConnection, path: string, query: Query = {}): Promise<T> {
    return this.signed<T>(connection, { method: 'GET', path, query });
  }

  /** Every page of a list. */
  async list<T>(connection: NetworkConnection, path: string, query: Query): Promise<T[]> {
    const items: T[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const asked = after === undefined ? query : { ...query, after };
      const answer = await this.get<{ data?: T[]; paging?: { next?: string; cursors?: { after?: string } } }>(
        connection,
        path,
        asked,
      );
      if (!Array.isArray(answer.data)) throw badAnswer(`${path} came without data`);
      items.push(...answer.data);
      after = answer.paging?.cursors?.after;
      if (answer.paging?.next === undefined || after === undefined) return items;
    }
    throw badAnswer(`${path} has no end`);
  }

  /** With a bearer of its own, or none: for what is asked of tokens and not with them. */
  read<T>(line: NetworkLine, path: string, query: Query, bearer: string | null): Promise<T> {
    return this.send<T>(line, { method: 'GET', path, query }, bearer);
  }

  /** With the account's token and, when the app's secret is known, the proof that we know it. */
  signed<T>(connection: NetworkConnection, call: GraphCall): Promise<T> {
    const { access_token: token } = connection.tokens;
    return this.send<T>(connection, { ...call, query: { ...call.query, ...this.proofOf(token) } }, token);
  }

  private async send<T>(line: NetworkLine, call: GraphCall, bearer: string | null): Promise<T> {
    const { method, path, query = {}, body, is_repeatable: isRepeatable = method === 'GET' } = call;
    await line.budget.take(1, line.signal);
    const isSlow = method !== 'GET' || path.endsWith('/insights');
    const answer = await line.call({
      method,
      url: graphAddress(this.base, path, query),
      headers: {
        accept: 'application/json',
        ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      idempotent: isRepeatable,
      any_status: true,
      ...(isSlow ? { timeout_ms: SLOW_MS, headers_timeout_ms: SLOW_MS } : { timeout_ms: READ_MS }),
    });
    if (!isRepeatable && answer.status >= 500) throw unheardOf(answer);
    return this.bodyOf<T>(line, answer);
  }

  private bodyOf<T>(line: NetworkLine, answer: OutboundResponse): T {
    const rest = restMsOf(answer.headers);
    if (rest > 0) line.budget.blockFor(rest);
    const error = metaErrorOf(answer);
    if (error) throw error;
    const body = answer.json<T>();
    if (typeof body !== 'object' || body === null) throw badAnswer('an answer is not an object');
    return body;
  }

  private proofOf(token: string): { appsecret_proof?: string } {
    return this.app === null ? {} : { appsecret_proof: appSecretProof(this.app.secret, token) };
  }
}

/** https://developers.facebook.com/docs/graph-api/securing-requests/ */
export function appSecretProof(secret: string, token: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}

export function badAnswer(what: string): ProviderError {
  return new ProviderError({
    fault: 'bad_answer',
    provider: META,
    message: `Meta answered what it should not: ${what}`,
  });
}

/** Meta has been seen to make things, and to fail only afterwards. */
function unheardOf(answer: OutboundResponse): ProviderError {
  const said = metaErrorOf(answer);
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: META,
    status: answer.status,
    message: `Meta failed while it may have done it: ${said?.message ?? answer.status}`,
    ...(said?.provider_code !== undefined && { provider_code: said.provider_code }),
    cause: said,
  });
}
