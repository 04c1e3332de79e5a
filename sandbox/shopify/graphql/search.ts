/** What a search may ask of a record; a field that is not given is unknown and, as at Shopify, ignored. */
export type SearchValue =
  { time: number } | { number: number } | { text: string } | { any: string[] } | { flag: boolean };
export type Searched = (field: string) => SearchValue | undefined;
export type Search = (record: Searched) => boolean;

/** Times without a zone are meant in the shop's. */
const SHOP_OFFSET = '-05:00';

/**
 * Shopify's search syntax: `updated_at:>='2026-01-01T00:00:00Z' AND (status:open OR tag:new) -test:true`.
 * Terms beside each other must both hold. A term that cannot be understood is ignored, never refused.
 */
export function parseSearch(text: string): Search {
  const tokens = tokenise(text);
  let at = 0;
  const word = (): string | undefined => tokens[at];
  const either = (): Search => {
    const parts = [both()];
    while (word() === 'OR') {
      at++;
      parts.push(both());
    }
    return (record) => parts.some((part) => part(record));
  };
  const both = (): Search => {
    const parts: Search[] = [];
    for (let token = word(); token !== undefined && token !== ')' && token !== 'OR'; token = word()) {
      if (token === 'AND') at++;
      else parts.push(one());
    }
    return (record) => parts.every((part) => part(record));
  };
  const one = (): Search => {
    const token = tokens[at++] ?? '';
    if (token === 'NOT') return negate(one());
    if (token === '(') {
      const inner = either();
      if (word() === ')') at++;
      return inner;
    }
    return token.startsWith('-') ? negate(term(token.slice(1))) : term(token);
  };
  return either();
}

/** An ignored term stays ignored under NOT. */
function negate(search: Search): Search {
  return (record) => {
    const asked: (SearchValue | undefined)[] = [];
    const holds = search((field) => {
      const value = record(field);
      asked.push(value);
      return value;
    });
    return asked.every((value) => value === undefined) || !holds;
  };
}

function tokenise(text: string): string[] {
  return (
    text.match(
      /\(|\)|-?[A-Za-z_]+:(?:[<>]=?|=)?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s()]*)|"[^"]*"|'[^']*'|[^\s()]+/g,
    ) ?? []
  );
}

function term(token: string): Search {
  const match = /^([A-Za-z_]+):([<>]=?|=)?(.*)$/s.exec(token);
  if (match === null) return () => true;
  const field = (match[1] ?? '').toLowerCase();
  const operator = match[2] ?? '=';
  const raw = match[3] ?? '';
  const value = /^'.*'$|^".*"$/s.test(raw) ? raw.slice(1, -1) : raw;
  return (record) => {
    const has = record(field);
    return has === undefined || holds(has, operator, value);
  };
}

function holds(has: SearchValue, operator: string, value: string): boolean {
  if (value === '*') return true;
  if ('time' in has) {
    const time = timeOf(value);
    return time === null || compare(has.time, operator, time);
  }
  if ('number' in has) {
    const number = Number(value.replace(/^gid:\/\/shopify\/[A-Za-z]+\//, ''));
    return Number.isNaN(number) || compare(has.number, operator, number);
  }
  if ('flag' in has) return has.flag === (value === 'true');
  const wanted = value
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
  const values = 'any' in has ? has.any : [has.text];
  return wanted.some((want) =>
    values.some((text) =>
      want.endsWith('*') ? text.toLowerCase().startsWith(want.slice(0, -1)) : text.toLowerCase() === want,
    ),
  );
}

function timeOf(value: string): number | null {
  const day = /^\d{4}-\d\d-\d\d$/.test(value);
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(value);
  const time = Date.parse(day ? `${value}T00:00:00${SHOP_OFFSET}` : zoned ? value : `${value}${SHOP_OFFSET}`);
  return Number.isNaN(time) ? null : time;
}

function compare(a: number, operator: string, b: number): boolean {
  switch (operator) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    default:
      return a === b;
  }
}
