import { isIP } from 'node:net';

export type Anonymity = 'transparent' | 'anonymous' | 'elite';

/** What an echo address said of a call. */
export interface Echo {
  /** The address that the call came from. */
  ip: string;
  /** ISO 3166-1 alpha-2; null: it does not say. */
  country: string | null;
  /** The headers that arrived, names in small letters; null: it does not say. */
  headers: Record<string, string> | null;
}

const IP_FIELDS = ['ip', 'origin', 'query', 'ip_address', 'address'];
const COUNTRY_FIELDS = ['country_iso', 'country_code', 'countryCode', 'country', 'loc', 'cc'];
/** Headers in which a proxy tells for whom it calls. */
const TOLD = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'client-ip',
  'x-client-ip',
  'true-client-ip',
  'x-forwarded',
  'forwarded-for',
  'x-originating-ip',
];
/** Headers that tell that there is a proxy. */
const PROXY = ['via', 'proxy-connection', 'x-proxy-id', 'x-bluecoat-via', 'proxy-authorization'];

/**
 * Reads the usual forms: JSON (`ip`, `origin`, `query` …; `country`, `country_code`, `loc` …; `headers` where it has them),
 * lines of `name=value` (`ip=…`, `loc=…`), or the address alone. Null: there is no address in it.
 */
export function parseEcho(text: string): Echo | null {
  const fields = fieldsOf(text.trim());
  const ip = IP_FIELDS.map((name) => fields[name])
    // A chain of forwarding ends with who really called.
    .map((value) => (typeof value === 'string' ? (value.split(',').at(-1) ?? '').trim() : ''))
    .find((value) => isIP(value) !== 0);
  if (ip === undefined) return null;
  const country = COUNTRY_FIELDS.map((name) => fields[name]).find(
    (value): value is string => typeof value === 'string' && /^[a-z]{2}$/i.test(value) && !/^(?:xx|t1)$/i.test(value),
  );
  return { ip, country: country?.toUpperCase() ?? null, headers: headersOf(fields.headers) };
}

/** What the proxy gives away of who calls through it; null: the echo does not tell what arrived. */
export function anonymityOf({ ip, headers }: Echo): Anonymity | null {
  if (headers === null) return null;
  // What names no other address than the one that called was added on the far side, by whoever stands before the echo.
  const told = TOLD.map((name) => headers[name]).filter((value) => value !== undefined && value.trim() !== ip);
  if (told.some((value) => addressesIn(value ?? '').some((address) => address !== ip))) return 'transparent';
  return told.length > 0 || PROXY.some((name) => headers[name] !== undefined) ? 'anonymous' : 'elite';
}

function addressesIn(value: string): string[] {
  return value
    .split(/[\s,;="]+/)
    .map((part) => part.replace(/^\[(.*)\](?::\d+)?$/, '$1'))
    .map((part) => (isIP(part) === 0 ? part.replace(/:\d+$/, '') : part))
    .filter((part) => isIP(part) !== 0);
}

function fieldsOf(text: string): Record<string, unknown> {
  if (isIP(text) !== 0) return { ip: text };
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    return Object.fromEntries(
      text.split('\n').flatMap((line) => {
        const [, name, value] = /^\s*([a-z_]+)=(.*?)\s*$/i.exec(line) ?? [];
        return name === undefined ? [] : [[name, value]];
      }),
    );
  }
}

function headersOf(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
}
