import { Breather } from '../../../../common/clock/breather.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { downloadGroups, FileGoneError } from './shopify.bulk-file.js';
import { badAnswer, errorOfUserErrors, readAnswer } from './shopify.errors.js';
import { assemble, type Kinship } from './shopify.jsonl.js';
import { integerOrNull, isObject, textOf, textOrNull } from './shopify.node.js';
import { BULK_RUN_MUTATION, BULK_STATUS_QUERY } from './shopify.queries.js';
import type { ShopifySession } from './shopify.session.js';

/** Roots in one page of the read. */
const PAGE = 250;

/** Operations begun for one read before it goes on by pages instead. */
const MAX_OPERATIONS = 3;

const RUN_COST = 10;
const STATUS_COST = 2;

/** Where a read by bulk operation stands; the `cursor` of its pages. */
export type BulkCursor = {
  kind: 'bulk';
  operation_id: string;
  /** Bytes of the result file that are read. */
  offset: number;
  /** Root objects in those bytes. */
  roots: number;
  /** Which operation of this read it is, from 1: earlier ones failed or lost their file. */
  operation: number;
};

export interface NodePage {
  nodes: JsonObject[];
  cursor: Json;
  total: number | null;
}

/** Shopify runs no bulk operation for us now (five are running, or it is not allowed): read by pages instead. */
export class BulkUnavailableError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`no bulk operation: ${reason}`, { cause });
    this.name = 'BulkUnavailableError';
  }
}

/** How long an export of a few minutes is waited for without giving the worker back. */
const MAX_WAIT_MS = 5 * 60_000;

/** `readBulk` from the start for somebody who cannot come back: one that takes too long is unavailable. */
export function readBulkAtOnce(session: ShopifySession, query: string, kinship: Kinship): AsyncGenerator<NodePage> {
  const patient = session.patiently(MAX_WAIT_MS, () => new BulkUnavailableError('it takes too long'));
  return readBulk(patient, query, kinship, null);
}

interface FinishedOperation {
  /** Null: it found nothing. */
  url: string | null;
  size: number | null;
  roots: number | null;
}

/**
 * Reads all root objects of a bulk query: starts the operation, waits for it, streams its file. The first page is empty
 * and only tells the operation's id, so that a read that is interrupted while Shopify works finds it again. An operation
 * that failed, was cancelled or lost its file is begun anew; what a failed one left (`partialDataUrl`) is not used, for
 * nobody can tell what is missing from it.
 *
 * Throws BulkUnavailableError; ProviderError as the client does.
 */
export async function* readBulk(
  session: ShopifySession,
  query: string,
  kinship: Kinship,
  from: BulkCursor | null,
): AsyncGenerator<NodePage> {
  let cursor = from ?? (await start(session, query, 1));
  for (;;) {
    if (cursor.offset === 0) yield { nodes: [], cursor, total: null };
    const operation = await finish(session, cursor.operation_id);
    if (operation !== null) {
      const end = yield* readFile(session, operation, kinship, cursor);
      if (end !== null) return;
    }
    if (cursor.operation >= MAX_OPERATIONS) throw new BulkUnavailableError('the operations fail again and again');
    cursor = await start(session, query, cursor.operation + 1);
  }
}

/** Whether the value is a cursor of `readBulk`. */
export function isBulkCursor(value: Json): value is BulkCursor {
  return (
    isObject(value) &&
    value.kind === 'bulk' &&
    typeof value.operation_id === 'string' &&
    [value.offset, value.roots, value.operation].every((number) => Number.isSafeInteger(number))
  );
}

async function start(session: ShopifySession, query: string, operation: number): Promise<BulkCursor> {
  let payload: Json | undefined;
  try {
    payload = (await session.run(BULK_RUN_MUTATION, { query }, RUN_COST)).data.bulkOperationRunQuery;
  } catch (error) {
    // Not every token may run one; what reading itself lacks, the pages will say.
    const refused = error instanceof ProviderError && (error.fault === 'rejected' || error.fault === 'auth');
    if (refused && error.status === 200) throw new BulkUnavailableError(error.message, error);
    throw error;
  }
  if (!isObject(payload)) throw badAnswer('Shopify did not say what became of the bulk operation');
  const refusal = errorOfUserErrors(payload);
  if (refusal?.fault === 'rejected') throw new BulkUnavailableError(refusal.message, refusal);
  if (refusal !== null) throw refusal;
  const begun = payload.bulkOperation;
  if (!isObject(begun) || typeof begun.id !== 'string') throw badAnswer('Shopify began a bulk operation without an id');
  return { kind: 'bulk', operation_id: begun.id, offset: 0, roots: 0, operation };
}

/** Waits until the operation is complete; null when there is nothing to be had from it. */
async function finish(session: ShopifySession, id: string): Promise<FinishedOperation | null> {
  for (let poll = 0; ; poll += 1) {
    const { data } = await session.run(BULK_STATUS_QUERY, { id }, STATUS_COST);
    const operation = data.bulkOperation;
    if (operation === null) return null;
    if (!isObject(operation)) throw badAnswer('Shopify did not answer how the bulk operation stands');
    const status = readAnswer(() => textOf(operation, 'status'));
    if (status === 'COMPLETED') return finished(operation);
    if (status === 'FAILED' && operation.errorCode === 'ACCESS_DENIED') {
      throw new BulkUnavailableError('access denied');
    }
    if (['FAILED', 'EXPIRED', 'CANCELED', 'CANCELING'].includes(status)) return null;
    await session.connection.pause(pauseAfter(poll));
  }
}

function finished(operation: JsonObject): FinishedOperation | null {
  const answer = readAnswer(() => ({
    url: textOrNull(operation, 'url'),
    size: integerOrNull(operation, 'fileSize'),
    roots: integerOrNull(operation, 'rootObjectCount'),
  }));
  return answer.url === null && (answer.roots ?? 0) > 0 ? null : answer;
}

/** A fifth of a second, growing to four; after a minute the store gives its worker back in between. */
function pauseAfter(poll: number): number {
  return poll < 20 ? Math.min(200 * 1.3 ** poll, 4_000) : 15_000;
}

/** Null when the file is gone, or held fewer objects than the operation had counted: begin anew. */
async function* readFile(
  session: ShopifySession,
  operation: FinishedOperation,
  kinship: Kinship,
  from: BulkCursor,
): AsyncGenerator<NodePage, BulkCursor | null> {
  let cursor = from;
  let nodes: JsonObject[] = [];
  let known = operation;
  const breather = new Breather();
  for (let tries = 0; known.url !== null; tries += 1) {
    try {
      for await (const group of downloadGroups(session.connection, known.url, cursor.offset, known.size)) {
        await breather.turn();
        nodes.push(assemble(group, kinship));
        cursor = { ...cursor, offset: group.end, roots: cursor.roots + 1 };
        if (nodes.length < PAGE) continue;
        yield { nodes, cursor, total: operation.roots };
        nodes = [];
      }
      break;
    } catch (error) {
      if (!(error instanceof FileGoneError)) throw error;
      // The address is signed for a time; Shopify signs a new one for a file that still exists.
      const again = tries === 0 ? await finish(session, cursor.operation_id) : null;
      if (again === null) return null;
      known = again;
    }
  }
  if (operation.roots !== null && cursor.roots < operation.roots) return null;
  if (nodes.length > 0) yield { nodes, cursor, total: operation.roots };
  return cursor;
}
