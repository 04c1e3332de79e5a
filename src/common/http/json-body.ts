import { AppError } from '../errors/app-error.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const MAY_HIDE_PROTO = /proto|constructor|\\u/i;
/** Names that make a plain object something else, or that class-transformer drops without a word. */
export const RESERVED_NAMES = ['__proto__', 'constructor'];

/**
 * A request body as JSON. Empty is `{}`-less undefined. Throws MALFORMED_JSON for what is not JSON in UTF-8 or
 * bears a name that could set an object's prototype, UNSUPPORTED_MEDIA_TYPE for another charset.
 */
export function parseJsonBody(bytes: Buffer, contentType: string | undefined): unknown {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? '')?.[1];
  if (charset && !/^utf-?8$/i.test(charset)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send JSON in UTF-8');
  }
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    throw new AppError('MALFORMED_JSON', 'The request body is not UTF-8');
  }
  try {
    return MAY_HIDE_PROTO.test(text) ? (JSON.parse(text, refusePrototype) as unknown) : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('MALFORMED_JSON', 'The request body is not valid JSON', {
      reason: (error as Error).message.slice(0, 200),
    });
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (RESERVED_NAMES.includes(key))
    throw new AppError('MALFORMED_JSON', `The request body has a field ${key}`, { field: key });
  return value;
}
