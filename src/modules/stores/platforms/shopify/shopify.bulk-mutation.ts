import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { downloadGroups, FileGoneError } from './shopify.bulk-file.js';
import { type LineFault, outcomeOfLine } from './shopify.bulk-outcome.js';
import { badAnswer, PROVIDER, readAnswer } from './shopify.errors.js';
import {
  BULK_MUTATION_STATUS_QUERY,
  BULK_RUN_MUTATIONS_MUTATION,
  NEWEST_BULK_OPERATIONS_QUERY,
} from './shopify.mutations.js';
import { integerOrNull, objectOf, objectOrNull, textOf, textOrNull, timeOf } from './shopify.node.js';
import { pageOf, type ShopifySession } from './shopify.session.js';
import { uploadLines } from './shopify.staged-upload.js';
import { write } from './shopify.write.js';

/** Operations begun for one and the same upload: values are absolute, so that what failed may be run again. */
const MAX_OPERATIONS = 3;

/** Times that one operation is asked for while the answers get lost. */
const MAX_TRIES = 10;

/** A mutation that Shopify runs for each line. */
export interface BulkMutation {
  /** Unlike any other's: the operation is found by it. */
  mark: string;
  document: (name: string) => string;
  /** The mutation's field. */
  root: string;
  /** Variables of each line. */
  lines: JsonObject[];
  /** Id of the operation when it is known. */
  operation_id: string | null;
  started: (operation_id: string) => Promise<void>;
}

export interface BulkResult {
  /** By line, from 0: null where it is done; a line that is missing was not told of. */
  faults: Map<number, LineFault | null>;
  created_at: string;
}

interface Operation {
  status: string;
  created_at: string;
  url: string | null;
  size: number | null;
}

/**
 * Runs a mutation for all lines in the background of Shopify and waits for the outcome of each. One that was begun before,
 * by this mark, is waited for and not begun again.
 */
export async function runBulkMutation(session: ShopifySession, bulk: BulkMutation): Promise<BulkResult> {
  let id = bulk.operation_id;
  for (let attempt = 1; ; attempt += 1) {
    const name = attempt === 1 ? bulk.mark : `${bulk.mark}_${attempt}`;
    id ??= (await findBegun(session, name)) ?? (await begin(session, bulk, name));
    await bulk.started(id);
    const operation = await finish(session, id);
    if (operation !== null) {
      const faults = await readFaults(session, operation, bulk.root);
      if (faults !== null) return { faults, created_at: operation.created_at };
    }
    if (attempt >= MAX_OPERATIONS) {
      const message = "Shopify's bulk operations fail again and again";
      throw new ProviderError({ fault: 'unavailable', provider: PROVIDER, message });
    }
    id = null;
  }
}

async function findBegun(session: ShopifySession, name: string): Promise<string | null> {
  const { data } = await session.run(NEWEST_BULK_OPERATIONS_QUERY, { first: 50 }, 15);
  const found = pageOf(data.bulkOperations).nodes.find((node) =>
    readAnswer(() => textOf(node, 'query').includes(`mutation ${name}(`)),
  );
  return found === undefined ? null : readAnswer(() => textOf(found, 'id'));
}

async function begin(session: ShopifySession, bulk: BulkMutation, name: string): Promise<string> {
  const path = await uploadLines(
    session,
    bulk.lines.map((line) => JSON.stringify(line)),
  );
  for (let tries = 1; ; tries += 1) {
    try {
      const payload = await write(session, {
        document: BULK_RUN_MUTATIONS_MUTATION,
        variables: { mutation: bulk.document(name), path },
        root: 'bulkOperationRunMutation',
        repeatable: false,
      });
      return readAnswer(() => textOf(objectOf(payload, 'bulkOperation'), 'id'));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // Unheard: it was begun or it was not, and its mark tells.
      const found = error.fault === 'unknown_outcome' ? await findBegun(session, name) : null;
      if (found !== null) return found;
      if (error.fault === 'unknown_outcome' && tries < MAX_TRIES) continue;
      if (!/LIMIT_REACHED|OPERATION_IN_PROGRESS/.test(error.provider_code ?? '')) throw error;
      await session.connection.pause(15_000);
    }
  }
}

/** Null when there is no result to be had: it failed, expired, was cancelled, or is gone. */
async function finish(session: ShopifySession, id: string): Promise<Operation | null> {
  for (let poll = 0; ; poll += 1) {
    const { data } = await session.run(BULK_MUTATION_STATUS_QUERY, { id }, 2);
    const node = readAnswer(() => objectOrNull(data, 'bulkOperation'));
    if (node === null) return null;
    const operation = readAnswer(() => ({
      status: textOf(node, 'status'),
      created_at: timeOf(node, 'createdAt'),
      url: textOrNull(node, 'url'),
      size: integerOrNull(node, 'fileSize'),
    }));
    if (operation.status === 'COMPLETED') return operation;
    if (['FAILED', 'EXPIRED', 'CANCELED', 'CANCELING'].includes(operation.status)) return null;
    // A fifth of a second, growing to four; after a minute the store gives its worker back in between.
    await session.connection.pause(poll < 20 ? Math.min(200 * 1.3 ** poll, 4_000) : 15_000);
  }
}

/** Null when the file is gone. */
async function readFaults(
  session: ShopifySession,
  operation: Operation,
  root: string,
): Promise<BulkResult['faults'] | null> {
  const faults: BulkResult['faults'] = new Map();
  if (operation.url === null) return faults;
  try {
    for await (const { root: line } of downloadGroups(session.connection, operation.url, 0, operation.size)) {
      const outcome = outcomeOfLine(line, root);
      if (outcome === undefined) throw badAnswer("Shopify's result of a bulk mutation has a line without its number");
      faults.set(outcome.line, outcome.fault);
    }
    return faults;
  } catch (error) {
    if (error instanceof FileGoneError) return null;
    throw error;
  }
}
