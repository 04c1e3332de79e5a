import type { OutboundStream } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import { badAnswer, PROVIDER } from './shopify.errors.js';
import { BrokenFileError, type JsonlGroup, groupsOf } from './shopify.jsonl.js';

/** Times that a file is taken up again without a single further group. */
const MAX_FRUITLESS = 6;

/** For the whole download of one try; a longer one is taken up again where it stood. */
const DOWNLOAD_MS = 30 * 60_000;

/** The file cannot be had at this address (any more): ask Shopify for its address again. */
export class FileGoneError extends Error {
  constructor(readonly status: number) {
    super(`the file of the bulk operation answers ${status}`);
    this.name = 'FileGoneError';
  }
}

/**
 * Groups of the result file of a bulk operation from `offset` on. A connection that dies, a cut file and a broken line
 * are taken up again from behind the last whole group, by an HTTP range; a server that ignores the range is read from
 * the start and what is known is skipped. `size`: bytes of the file, when Shopify told.
 *
 * Throws FileGoneError; ProviderError `bad_answer` when the file stays broken, and what the outbound client throws.
 */
export async function* downloadGroups(
  connection: PlatformConnection,
  url: string,
  offset: number,
  size: number | null,
): AsyncGenerator<JsonlGroup> {
  let position = offset;
  let fruitless = 0;
  for (;;) {
    if (size !== null && position >= size) return;
    let broken: unknown;
    let stream: OutboundStream | null = null;
    try {
      stream = await open(connection, url, position);
      if (stream === null) return;
      const chunks = skipping(stream.body as AsyncIterable<Uint8Array>, bytesToSkip(stream, position));
      for await (const group of groupsOf(chunks, position, size)) {
        [position, fruitless] = [group.end, 0];
        yield group;
      }
      return;
    } catch (error) {
      if (connection.signal.aborted || !isMendable(error)) throw error;
      broken = error;
    } finally {
      stream?.body.destroy();
    }
    fruitless += 1;
    if (fruitless > MAX_FRUITLESS) {
      const words = broken instanceof BrokenFileError ? broken.message : 'the connection died again and again';
      throw badAnswer(`Shopify's file of the bulk operation cannot be read: ${words}`, broken);
    }
    await connection.pause(250 * 2 ** (fruitless - 1));
  }
}

/** A connection that died or was refused; not what the file or Shopify itself says. */
function isMendable(error: unknown): boolean {
  if (error instanceof ProviderError) return error.fault === 'unavailable';
  return !(error instanceof FileGoneError);
}

/** Null when the position is the very end of the file. */
async function open(connection: PlatformConnection, url: string, position: number): Promise<OutboundStream | null> {
  const stream = await connection.http.stream({
    provider: PROVIDER,
    method: 'GET',
    url,
    // Positions are those of the plain file.
    headers: { 'accept-encoding': 'identity', ...(position > 0 ? { range: `bytes=${position}-` } : {}) },
    timeout_ms: DOWNLOAD_MS,
    max_bytes: Number.MAX_SAFE_INTEGER,
    max_redirects: 3,
    signal: connection.signal,
  });
  if (stream.status === 200 || stream.status === 206) return stream;
  stream.body.destroy();
  if (stream.status === 416 && stream.headers['content-range'] === `bytes */${position}`) return null;
  throw new FileGoneError(stream.status);
}

function bytesToSkip(stream: OutboundStream, position: number): number {
  if (stream.status === 200) return position;
  const start = /^bytes (\d+)-/.exec(stream.headers['content-range'] ?? '')?.[1];
  if (Number(start) !== position) throw badAnswer("Shopify's storage answered another range than the one asked for");
  return 0;
}

async function* skipping(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left >= chunk.byteLength) left -= chunk.byteLength;
    else {
      yield chunk.subarray(left);
      left = 0;
    }
  }
}
