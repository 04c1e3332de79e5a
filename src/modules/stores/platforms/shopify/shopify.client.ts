import type { Json, JsonObject } from '../../../../common/json.js';
import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import {
  badAnswer,
  CostExceededError,
  errorOfGraphql,
  errorOfStatus,
  type GraphqlFault,
  graphqlFaultsOf,
  PROVIDER,
} from './shopify.errors.js';
import { isObject } from './shopify.node.js';
import type { ShopifyTokens } from './shopify.tokens.js';

/** One a quarter; served for at least a year. https://shopify.dev/docs/api/usage/versioning */
export const API_VERSION = '2026-10';

/** Waits for points of the bucket before the caller is told to come back later. */
const MAX_THROTTLES = 8;

/** Pauses before an answer that is no GraphQL is asked for again: a proxy's page or a cut body rarely comes twice. */
const BAD_ANSWER_PAUSES_MS = [200, 800];

export interface GraphqlAnswer {
  data: JsonObject;
  /** What Shopify reserved for the query before it ran, in points. */
  requested_cost: number | null;
  /** Size of the bucket: no single query can ever cost more. */
  capacity: number | null;
  /** The API version that really served the call. */
  api_version: string | null;
}

interface Asked {
  answer: JsonObject;
  api_version: string | null;
}

interface Cost {
  requested: number | null;
  throttle: { available: number; capacity: number; restore_per_second: number } | null;
}

/** The Admin API of one shop at a time, over GraphQL, within the points that Shopify grants. */
export class ShopifyClient {
  constructor(
    private readonly addressOf: (shop_domain: string) => string,
    private readonly tokens: ShopifyTokens,
  ) {}

  /**
   * Runs a document. `cost`: points that it is expected to reserve. Waits while Shopify is out of points for us.
   * An answer with any error in it is thrown, even when data came along: data beside errors has holes.
   *
   * `repeatable: false` for a write that must not be done twice: it is sent once, and whatever does not tell what became
   * of it is an `unknown_outcome`.
   *
   * Throws ProviderError: `auth` (credentials, missing scope), `rejected` (also CostExceededError: ask for less),
   * `throttled`, `unavailable`, `bad_answer`, `unknown_outcome`.
   */
  async run(
    connection: PlatformConnection,
    document: string,
    variables: JsonObject,
    cost: number,
    repeatable = true,
  ): Promise<GraphqlAnswer> {
    if (repeatable) return this.runWhole(connection, document, variables, cost, true);
    // What goes wrong with the token is known to have changed nothing.
    await this.tokens.get(connection);
    try {
      return await this.runWhole(connection, document, variables, cost, false);
    } catch (error) {
      throw outcomeOf(error);
    }
  }

  private async runWhole(
    connection: PlatformConnection,
    document: string,
    variables: JsonObject,
    cost: number,
    repeatable: boolean,
  ): Promise<GraphqlAnswer> {
    let throttles = 0;
    for (;;) {
      await connection.budget.take(cost, connection.signal);
      const { answer, api_version } = repeatable
        ? await this.ask(connection, document, variables)
        : await this.askOnce(connection, document, variables, false);
      const spent = costOf(answer.extensions);
      if (spent.throttle !== null) connection.budget.learn(spent.throttle);
      const faults = graphqlFaultsOf(answer.errors);
      if (!isThrottled(faults)) return wholeAnswer(answer, faults, spent, api_version);
      const wait = waitFor(spent, cost);
      throttles += 1;
      if (throttles > MAX_THROTTLES) throw throttledFor(wait);
      connection.budget.blockFor(wait);
      await connection.pause(wait);
    }
  }

  /** One call; again when its answer was cut or is not Shopify's. */
  private async ask(connection: PlatformConnection, document: string, variables: JsonObject): Promise<Asked> {
    for (const pause of BAD_ANSWER_PAUSES_MS) {
      try {
        return await this.askOnce(connection, document, variables, true);
      } catch (error) {
        if (!(error instanceof ProviderError) || error.fault !== 'bad_answer') throw error;
        await connection.pause(pause);
      }
    }
    return this.askOnce(connection, document, variables, true);
  }

  /** One call, or two when the first one's token was no longer good. */
  private async askOnce(
    connection: PlatformConnection,
    document: string,
    variables: JsonObject,
    repeatable: boolean,
  ): Promise<Asked> {
    let response = await this.send(connection, document, variables, repeatable);
    if (response.status === 401 && this.tokens.forget(connection.credentials)) {
      response = await this.send(connection, document, variables, repeatable);
    }
    const shop = connection.credentials.shop_domain ?? '';
    if (response.status !== 200) throw errorOfStatus(response.status, response.text(), shop);
    const answer = response.json();
    if (!isObject(answer)) throw badAnswer('Shopify answered something that is not GraphQL');
    return { answer, api_version: response.headers['x-shopify-api-version'] ?? null };
  }

  private async send(
    connection: PlatformConnection,
    document: string,
    variables: JsonObject,
    repeatable: boolean,
  ): Promise<OutboundResponse> {
    const shop = connection.credentials.shop_domain ?? '';
    return connection.http.request({
      provider: PROVIDER,
      method: 'POST',
      url: `${this.addressOf(shop)}/admin/api/${API_VERSION}/graphql.json`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': await this.tokens.get(connection),
      },
      body: JSON.stringify({ query: document, variables }),
      // What is not said to be unrepeatable reads, sets absolute values, or bears an idempotency key; a bulk query
      // started twice only reads twice, and Shopify refuses a second subscription of the same topic and address.
      idempotent: repeatable,
      signal: connection.signal,
    });
  }
}

/** Codes of answers after which nobody can tell whether the mutation was carried out. */
const UNCERTAIN_CODES: ReadonlySet<string | undefined> = new Set(['INTERNAL_SERVER_ERROR', 'TIMEOUT']);

/** An error of a write that was sent once: what leaves open whether it was done becomes `unknown_outcome`. */
function outcomeOf(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  const broken = error.fault === 'unavailable' && (error.status ?? 0) >= 500;
  if (error.fault !== 'bad_answer' && !broken && !UNCERTAIN_CODES.has(error.provider_code)) return error;
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `Whether Shopify carried out the change is not known: ${error.message}`,
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.provider_code === undefined ? {} : { provider_code: error.provider_code }),
  });
}

function wholeAnswer(
  answer: JsonObject,
  faults: GraphqlFault[],
  spent: Cost,
  api_version: string | null,
): GraphqlAnswer {
  if (faults.length > 0) throw errorOfGraphql(faults);
  if (!isObject(answer.data)) throw badAnswer('Shopify answered without data');
  return {
    data: answer.data,
    requested_cost: spent.requested,
    capacity: spent.throttle?.capacity ?? null,
    api_version,
  };
}

function isThrottled(faults: GraphqlFault[]): boolean {
  return faults.some((fault) => fault.code === 'THROTTLED' || (fault.code === null && fault.message === 'Throttled'));
}

/** Until the bucket holds what the query reserves. A query larger than the bucket would wait for ever. */
function waitFor(cost: Cost, estimate: number): number {
  if (cost.throttle === null) return 1_000;
  const { available, capacity, restore_per_second } = cost.throttle;
  const requested = cost.requested ?? estimate;
  if (requested > capacity) {
    throw new CostExceededError(`The query costs ${requested} points, the shop's bucket holds ${capacity}`);
  }
  return Math.max(100, Math.ceil(((requested - available) / restore_per_second) * 1_000));
}

function throttledFor(wait: number): ProviderError {
  return new ProviderError({
    fault: 'throttled',
    provider: PROVIDER,
    message: 'Shopify grants this shop no more points at present',
    status: 200,
    provider_code: 'THROTTLED',
    retry_after_ms: wait,
  });
}

function costOf(extensions: Json | undefined): Cost {
  const cost = isObject(extensions) && isObject(extensions.cost) ? extensions.cost : {};
  const status = isObject(cost.throttleStatus) ? cost.throttleStatus : {};
  const { maximumAvailable, currentlyAvailable, restoreRate } = status;
  const whole =
    typeof maximumAvailable === 'number' &&
    typeof currentlyAvailable === 'number' &&
    typeof restoreRate === 'number' &&
    restoreRate > 0;
  return {
    requested: typeof cost.requestedQueryCost === 'number' ? cost.requestedQueryCost : null,
    throttle: whole
      ? { available: currentlyAvailable, capacity: maximumAvailable, restore_per_second: restoreRate }
      : null,
  };
}
