import { pipeline, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** What we understand; a service may use several, one upon the other. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';
const MOST_LAYERS = 3;

/** The body is not what its headers say, or larger than was allowed. */
export class BadBody extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BadBody';
  }
}

/**
 * The body without its content encodings. Fails with BadBody when it is not encoded so, and once more than `maxBytes`
 * have come out of it (or went into it): a small answer that inflates without end is cut off at the limit. `explain`
 * turns the error that the reader is told into another.
 */
export async function decode(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
  explain: (error: Error) => Error = (error) => error,
): Promise<Readable> {
  const layers = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
  if (layers.length > MOST_LAYERS) throw new BadBody('The answer is compressed too many times');
  const steps: Transform[] = [];
  if (layers.length > 0) steps.push(limit(maxBytes));
  for (const layer of layers) steps.push(await decoder(layer, body));
  steps.push(limit(maxBytes, explain));
  // Whoever reads the last step hears the error there.
  return pipeline([body, ...steps], () => undefined) as unknown as Readable;
}

/** All of it in one piece. */
export async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

async function decoder(layer: string, body: Readable): Promise<Transform> {
  switch (layer) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // Some servers send it with zlib's header, as the standard says, and some without.
      return ((await firstByte(body)) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      throw new BadBody('The answer is compressed in a way that is not known here');
  }
}

async function firstByte(body: Readable): Promise<number> {
  const [chunk] = await new Promise<(Buffer | null)[]>((resolve, reject) => {
    const look = (): void => {
      const read = body.read() as Buffer | null;
      if (read !== null) body.unshift(read);
      body.off('error', reject).off('end', look);
      resolve([read]);
    };
    body.once('readable', look).once('end', look).once('error', reject);
  });
  return chunk?.[0] ?? 8;
}

function limit(maxBytes: number, explain?: (error: Error) => Error): Transform {
  let left = maxBytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(new BadBody(`The answer is larger than ${maxBytes} bytes`));
      else done(null, chunk);
    },
    destroy(error, done) {
      done(error && explain ? explain(error) : error);
    },
  });
}
