import type { Json, JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { GraphqlAnswer, ShopifyClient } from './shopify.client.js';
import { badAnswer, CostExceededError } from './shopify.errors.js';
import { isObject } from './shopify.node.js';

/** What one query may cost, https://shopify.dev/docs/api/usage/rate-limits, less a margin. */
const MAX_QUERY_COST = 900;

/** Rounds of a connection's further pages that no real record needs: past it the answers run in a circle. */
const MAX_ROUNDS = 2_000;

/** A longer one the engine takes for leave to go away. */
const LONGEST_SLEEP_MS = 4_000;

/**
 * How much a document asks for at once: `first` records, `nested` of each one's connections. Begins low, then takes as
 * many as one query may cost, going by what Shopify said the last one did.
 */
export class PageSize {
  private perRecord: number | null = null;
  private limit = MAX_QUERY_COST;

  constructor(
    public first: number,
    public nested: number,
    private readonly most: number,
  ) {}

  /** Points that a query for so many records is expected to reserve. */
  costOf(asked: number): number {
    return Math.min(Math.ceil((this.perRecord ?? 20) * asked), this.limit);
  }

  learn(answer: GraphqlAnswer, asked: number): void {
    if (answer.capacity !== null) this.limit = Math.min(MAX_QUERY_COST, Math.floor(answer.capacity * 0.9));
    if (answer.requested_cost === null || asked === 0) return;
    this.perRecord = answer.requested_cost / asked;
    this.first = Math.max(1, Math.min(this.most, Math.floor(this.limit / Math.max(this.perRecord, 0.01))));
  }

  /** So many were too many: asks for less; false when it cannot be less. */
  shrink(asked: number): boolean {
    this.perRecord = null;
    if (asked > 1) this.first = Math.ceil(asked / 2);
    else if (this.nested > 1) this.nested = Math.ceil(this.nested / 2);
    else return false;
    return true;
  }
}

/** One page of a connection. */
export interface ConnectionPage {
  nodes: JsonObject[];
  has_next: boolean;
  end_cursor: string | null;
}

/** The client with one shop at the other end, for one piece of work. */
export class ShopifySession {
  private readonly sizes = new Map<string, PageSize>();

  constructor(
    private readonly client: ShopifyClient,
    readonly connection: PlatformConnection,
  ) {}

  /**
   * The same for an export whose waiting must not begin anew: it keeps its worker instead of giving it back, until after
   * `most_ms` it throws `late`.
   */
  patiently(most_ms: number, late: () => Error): ShopifySession {
    const { connection } = this;
    let waited = 0;
    const pause = async (ms: number): Promise<void> => {
      const bounded = Math.min(ms, LONGEST_SLEEP_MS);
      waited += bounded;
      if (waited > most_ms) throw late();
      await connection.pause(bounded);
    };
    return new ShopifySession(this.client, { ...connection, pause });
  }

  /** The document's page size, as learnt from its answers so far in this piece of work. */
  sizeFor(document: string, first: number, nested: number, most: number): PageSize {
    const size = this.sizes.get(document) ?? new PageSize(first, nested, most);
    this.sizes.set(document, size);
    return size;
  }

  async run(document: string, variables: JsonObject, cost: number, repeatable = true): Promise<GraphqlAnswer> {
    return this.client.run(this.connection, document, variables, cost, repeatable);
  }

  /**
   * Runs a document for as many records as may be had at once, at most `most`; `variablesFor` is asked anew whenever
   * less must be asked for.
   */
  async runSized(
    document: string,
    size: PageSize,
    variablesFor: (first: number) => JsonObject,
    most = Infinity,
  ): Promise<JsonObject> {
    for (;;) {
      const asked = Math.min(size.first, most);
      try {
        const answer = await this.run(document, variablesFor(asked), size.costOf(asked));
        size.learn(answer, asked);
        return answer.data;
      } catch (error) {
        if (!(error instanceof CostExceededError) || !size.shrink(asked)) throw error;
      }
    }
  }

  /**
   * Adds what follows to the connection `holder[key]`, whose first page came with its parent. `document` takes `$id`,
   * `$first` and `$after`, and answers the parent as `root`; a parent that is gone meanwhile has no more.
   */
  async drain(
    document: string,
    at: { root: string; id: string; key: string },
    holder: JsonObject,
    size: [first: number, nested: number, most: number],
  ): Promise<void> {
    const connection = holder[at.key];
    if (!isObject(connection) || !Array.isArray(connection.nodes)) return;
    let page = pageOf(connection);
    const asked = this.sizeFor(document, ...size);
    for (let round = 0; page.has_next; round += 1) {
      if (round >= MAX_ROUNDS) throw badAnswer(`Shopify's pages of ${at.key} do not end`);
      const after = page.end_cursor;
      const data = await this.runSized(document, asked, (first) => ({
        id: at.id,
        first,
        ...(document.includes('$nested') ? { nested: asked.nested } : {}),
        after,
      }));
      const parent = data[at.root];
      if (parent === null) break;
      page = pageOf(isObject(parent) ? parent[at.key] : undefined);
      if (page.has_next && page.end_cursor === after) throw badAnswer(`Shopify's pages of ${at.key} do not advance`);
      connection.nodes.push(...page.nodes);
    }
    connection.pageInfo = { hasNextPage: false, endCursor: null };
  }
}

/** Reads a connection; throws ProviderError `bad_answer` when it is none, or has holes. */
export function pageOf(connection: Json | undefined): ConnectionPage {
  if (!isObject(connection) || !isObject(connection.pageInfo) || !Array.isArray(connection.nodes)) {
    throw badAnswer('Shopify answered a list without its nodes or its place in the pages');
  }
  const nodes = connection.nodes.filter(isObject);
  if (nodes.length !== connection.nodes.length) throw badAnswer('Shopify answered a list with holes');
  const { hasNextPage, endCursor } = connection.pageInfo;
  if (typeof hasNextPage !== 'boolean') throw badAnswer('Shopify did not say whether there is more');
  if (hasNextPage && typeof endCursor !== 'string') throw badAnswer('Shopify did not say where the next page begins');
  return { nodes, has_next: hasNextPage, end_cursor: typeof endCursor === 'string' ? endCursor : null };
}
