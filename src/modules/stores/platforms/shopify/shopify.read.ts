import { Breather } from '../../../../common/clock/breather.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { cleanJson } from '../../../../common/text/clean-text.js';
import type { BadRecord, ReadPage, ReadRequest } from '../platform.port.js';
import { BulkUnavailableError, isBulkCursor, type NodePage, readBulk } from './shopify.bulk.js';
import { badAnswer } from './shopify.errors.js';
import type { Kinship } from './shopify.jsonl.js';
import { isObject, numberOfGid } from './shopify.node.js';
import { pageOf, type ShopifySession } from './shopify.session.js';

/** How one kind of root object is read. */
export interface Source<T> {
  /** The first import, where Shopify does the paging. */
  bulk: { query: string; kinship: Kinship } | null;
  /** The changed ones, and all of them where no bulk operation can be had. */
  pages: PageSource;
  /** Fetches what the nodes lack, in place. */
  complete: (session: ShopifySession, nodes: JsonObject[]) => Promise<void>;
  /** Throws UnmappableError. */
  map: (node: JsonObject) => T;
}

/** A source whose records have a query of their own. */
export interface SingleSource<T> extends Source<T> {
  one: { document: string; root: string; type: string; nested: number };
}

export interface PageSource {
  document: string;
  root: string;
  /** Records of the first page; the cost that Shopify tells decides on the others. */
  first: number;
  nested: number;
  most: number;
}

/** Reads by bulk operation when all is wanted and Shopify runs one for us, else by pages in the order of change. */
export async function* readSource<T>(
  session: ShopifySession,
  source: Source<T>,
  request: ReadRequest,
): AsyncGenerator<ReadPage<T>> {
  for await (const page of nodePages(session, source, request)) {
    await source.complete(session, page.nodes);
    const { records, bad } = await mapAll(page.nodes, source.map);
    yield { records, bad, deleted: [], cursor: page.cursor, total: page.total };
  }
}

async function* nodePages<T>(
  session: ShopifySession,
  source: Source<T>,
  request: ReadRequest,
): AsyncGenerator<NodePage> {
  const from = request.cursor;
  if (source.bulk !== null && request.mode === 'full' && (from === null || isBulkCursor(from))) {
    try {
      yield* readBulk(session, source.bulk.query, source.bulk.kinship, from);
      return;
    } catch (error) {
      if (!(error instanceof BulkUnavailableError)) throw error;
    }
    yield { nodes: [], cursor: pagesCursor(null), total: null };
  }
  yield* readPages(session, source.pages, request.since === null ? null : changedSince(request.since), from);
}

/** Pages of a root connection. What changes meanwhile moves to the end of the order of change: it is met again there. */
async function* readPages(
  session: ShopifySession,
  source: PageSource,
  query: string | null,
  from: Json,
): AsyncGenerator<NodePage> {
  const size = session.sizeFor(source.document, source.first, source.nested, source.most);
  let after = isPagesCursor(from) ? from.after : null;
  for (;;) {
    const data = await session.runSized(source.document, size, (first) => ({
      first,
      ...(source.nested > 0 ? { nested: size.nested } : {}),
      after,
      query,
    }));
    const page = pageOf(data[source.root]);
    if (page.has_next && page.end_cursor === after) throw badAnswer(`Shopify's pages of ${source.root} do not advance`);
    after = page.end_cursor ?? after;
    yield { nodes: page.nodes, cursor: pagesCursor(after), total: null };
    if (!page.has_next) return;
  }
}

/** Filter for what changed at or after the time; to the second, as Shopify compares. Null: no filter. */
export function changedSince(since: string): string {
  const second = new Date(Math.floor(Date.parse(since) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  return `updated_at:>='${second}'`;
}

/** Maps each node by itself: one that cannot be mapped is set aside with its reason, and the others go on. */
export async function mapAll<T>(
  nodes: JsonObject[],
  map: (node: JsonObject) => T,
): Promise<{ records: T[]; bad: BadRecord[] }> {
  const records: T[] = [];
  const bad: BadRecord[] = [];
  const breather = new Breather();
  for (const node of nodes) {
    await breather.turn();
    try {
      records.push(map(node));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'cannot be mapped';
      bad.push({ platform_id: readableIdOf(node), reason, raw: cleanJson(node) });
    }
  }
  return { records, bad };
}

function readableIdOf(node: JsonObject): string | null {
  try {
    return typeof node.id === 'string' ? numberOfGid(node.id) : null;
  } catch {
    return null;
  }
}

function pagesCursor(after: string | null): { kind: 'pages'; after: string | null } {
  return { kind: 'pages', after };
}

function isPagesCursor(value: Json): value is { kind: 'pages'; after: string | null } {
  return isObject(value) && value.kind === 'pages' && (value.after === null || typeof value.after === 'string');
}
