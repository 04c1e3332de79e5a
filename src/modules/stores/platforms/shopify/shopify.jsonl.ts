import type { Json, JsonObject } from '../../../../common/json.js';
import { badAnswer } from './shopify.errors.js';
import { isObject, typeOfGid } from './shopify.node.js';

/** No record of a shop comes near it; a file without line ends must not fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The file was cut, or holds what is no JSON: to be read again from behind the last whole group. */
export class BrokenFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenFileError';
  }
}

/** One root object with its children as they stood in the file. */
export interface JsonlGroup {
  root: JsonObject;
  children: JsonObject[];
  /** Offset of the byte after the group: where the next one begins. */
  end: number;
}

/**
 * Groups of a JSONL file of a bulk operation run with `groupObjects`: children stand right below their root. `offset`:
 * where `chunks` begin within the file. `size`: bytes of the whole file, when known; a file that ends earlier is broken.
 * The last line may lack its line end. Splits bytes, not text: a character may lie across two chunks.
 */
export async function* groupsOf(
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
  size: number | null,
): AsyncGenerator<JsonlGroup> {
  let group: JsonlGroup | null = null;
  for await (const line of linesOf(chunks, offset, size)) {
    const object = parseLine(line.bytes);
    if (object === null) continue;
    if (typeof object.__parentId !== 'string') {
      if (group !== null) yield group;
      group = { root: object, children: [], end: line.end };
    } else if (group === null) {
      throw badAnswer("Shopify's file has a child above its parent");
    } else {
      group.children.push(object);
      group.end = line.end;
    }
  }
  if (group !== null) yield group;
}

/** Which connection of its parent a child belongs to: `Product` → `{ ProductVariant: 'variants' }`. */
export type Kinship = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The group as the node that a query would have answered: children in the connections of their parents. A child of an
 * object within a node (an inventory level of a variant's inventory item) names either of the two as its parent.
 * Throws ProviderError `bad_answer` for a child whose parent is not in the group: the file is not grouped.
 */
export function assemble(group: JsonlGroup, kinship: Kinship): JsonObject {
  const parents = new Map<string, JsonObject>();
  const all = [group.root, ...group.children];
  for (const node of all) prepare(node, kinship, parents);
  for (const child of group.children) {
    const parent = parents.get(idTextOf(child.__parentId));
    if (parent === undefined) throw badAnswer("Shopify's file has a child that does not stand below its parent");
    const key = kinship[typeOf(parent)]?.[typeOf(child)];
    const nested = isObject(parent.inventoryItem) ? parent.inventoryItem : null;
    const keyInItem = nested === null ? undefined : kinship.InventoryItem?.[typeOf(child)];
    if (key !== undefined) append(parent, key, child);
    else if (nested !== null && keyInItem !== undefined) append(nested, keyInItem, child);
    else throw badAnswer(`Shopify's file has a ${typeOf(child)} where none was asked for`);
  }
  return group.root;
}

function prepare(node: JsonObject, kinship: Kinship, parents: Map<string, JsonObject>): void {
  const keys = kinship[typeOf(node)];
  if (keys === undefined) return;
  parents.set(idTextOf(node.id), node);
  for (const key of Object.values(keys)) {
    node[key] ??= { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  }
  if (isObject(node.inventoryItem)) prepare(node.inventoryItem, kinship, parents);
}

function append(parent: JsonObject, key: string, child: JsonObject): void {
  const connection = parent[key];
  if (isObject(connection) && Array.isArray(connection.nodes)) connection.nodes.push(child);
}

function idTextOf(id: Json | undefined): string {
  return typeof id === 'string' ? id : '';
}

function typeOf(node: JsonObject): string {
  return (typeof node.id === 'string' ? typeOfGid(node.id) : null) ?? 'object without an id';
}

interface Line {
  bytes: Buffer;
  end: number;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>, offset: number, size: number | null): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let start = offset;
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      const bytes = Buffer.concat([...held, rest.subarray(0, at)]);
      const end = start + bytes.length + 1;
      yield { bytes, end };
      [held, heldBytes, start] = [[], 0, end];
      rest = rest.subarray(at + 1);
    }
    held.push(rest);
    heldBytes += rest.length;
    if (heldBytes > MAX_LINE_BYTES) throw badAnswer("Shopify's file has a line without an end");
  }
  const end = start + heldBytes;
  if (size !== null && end < size) throw new BrokenFileError(`the file ended after ${end} of ${size} bytes`);
  if (heldBytes > 0) yield { bytes: Buffer.concat(held), end };
}

/** Null for an empty line. */
function parseLine(bytes: Buffer): JsonObject | null {
  const text = bytes.toString('utf8');
  if (text.trim() === '') return null;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new BrokenFileError('a line is not JSON');
  }
  if (!isObject(value)) throw new BrokenFileError('a line is not an object');
  return value;
}
