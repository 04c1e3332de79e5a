import { types } from 'node:util';

/** Names whose text is never shown, wherever they stand. Flags and counts (`has_credentials`, `token_version`) are. */
const SECRET_NAME =
  /authorization|cookie|passw(or)?d|passphrase|secret|token|credential|signature|(api|consumer|private|encryption|jwt)[-_ ]?keys?$|^(database|redis|smtp)_url$|connection_?string/i;
/** `scheme://user:password@` inside a text. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi;
const MASK = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT = 10_000;
/** Of an error's own fields: what tells the cause. Not a statement's parameters or an answer's body. */
const ERROR_FIELDS = ['code', 'status', 'constraint', 'table', 'kind', 'provider', 'provider_code', 'syscall'] as const;

/** A copy of a value that may go into the log: secrets masked, errors reduced to what tells the cause, sizes bounded. */
export function presentable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (isError(value)) return shownError(value, depth);
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return shownItems(value, depth);
  if (hasJsonForm(value)) return presentable(value.toJSON(), depth + 1);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shownField(name, field, depth)]));
}

function shownField(name: string, field: unknown, depth: number): unknown {
  const isPlain = typeof field === 'boolean' || typeof field === 'number' || field === null || field === undefined;
  return !isPlain && SECRET_NAME.test(name) ? MASK : presentable(field, depth + 1);
}

function shownItems(items: unknown[], depth: number): unknown[] {
  const shown = items.slice(0, MAX_ITEMS).map((item) => presentable(item, depth + 1));
  return items.length > MAX_ITEMS ? [...shown, `[${items.length - MAX_ITEMS} more]`] : shown;
}

function shownText(text: string): string {
  const masked = text.replace(URL_PASSWORD, `$1${MASK}@`);
  return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked;
}

function shownError(error: Error, depth: number): Record<string, unknown> {
  const shown: Record<string, unknown> = { type: error.name, message: shownText(error.message) };
  if (error.stack !== undefined) shown.stack = shownText(error.stack);
  for (const name of ERROR_FIELDS) {
    const field = (error as unknown as Record<string, unknown>)[name];
    if (typeof field === 'string' || typeof field === 'number') shown[name] = presentable(field);
  }
  if (error.cause !== undefined && depth < MAX_DEPTH) shown.cause = presentable(error.cause, depth + 1);
  if (error instanceof AggregateError) shown.errors = shownItems(error.errors as unknown[], depth + 1);
  return shown;
}

/** Also errors of Node itself where the code runs in a context of its own. */
function isError(value: object): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
