import type { Carrier } from './carrier.js';
import { PARCEL_SERVICES } from './carriers.parcel.js';
import { POSTS } from './carriers.post.js';

/** The table: data in code, changed by review, alike for everybody. */
export const CARRIERS: readonly Carrier[] = [...PARCEL_SERVICES, ...POSTS];

const MIN_LENGTH = 8;
const SEPARATORS = /[\s\u00a0.\-–]/g;

export interface Candidate {
  carrier: Carrier;
  /** A published check digit holds: a mistyped number would not have come this far. */
  is_checked: boolean;
  is_distinct: boolean;
}

/** Whose a tracking number is: `carrier` when there is no doubt, else null and whoever it may be. */
export interface Guess {
  carrier: Carrier | null;
  candidates: Candidate[];
}

/** As carriers print it, without what people put in for reading. */
export function plainNumber(number: string): string {
  return number.replace(SEPARATORS, '').toUpperCase();
}

/** The same parcel, however the number is written. */
export function isSameNumber(one: string | null, other: string): boolean {
  return one !== null && plainNumber(one) === plainNumber(other);
}

/**
 * Sure are a form that nobody else has (with its check digit, where there is one), and a check digit that holds in a form
 * that fits no other carrier.
 */
export function guessCarrier(number: string): Guess {
  const plain = plainNumber(number);
  const candidates = plain.length < MIN_LENGTH ? [] : CARRIERS.flatMap((carrier) => candidateOf(carrier, plain));
  const distinct = candidates.filter((candidate) => candidate.is_distinct);
  const [first] = distinct.length > 0 ? distinct : candidates.filter((candidate) => candidate.is_checked);
  const isSure = distinct.length > 0 ? distinct.length === 1 : candidates.length === 1;
  return { carrier: first && isSure ? first.carrier : null, candidates };
}

function candidateOf(carrier: Carrier, plain: string): Candidate[] {
  const fits = carrier.forms.filter(({ form, check }) => form.test(plain) && (check?.(plain) ?? true));
  if (fits.length === 0) return [];
  return [
    {
      carrier,
      is_checked: fits.some(({ check }) => check !== undefined),
      is_distinct: fits.some((fit) => fit.is_distinct),
    },
  ];
}

/** The carrier that a person means by a name, a key or an alias; undefined for one that the table does not know. */
export function findCarrier(name: string): Carrier | undefined {
  return byName.get(nameKey(name));
}

/** Where the parcel can be followed. */
export function trackingUrl(carrier: Carrier, number: string): string | null {
  return carrier.tracking_url?.replace('{number}', encodeURIComponent(plainNumber(number))) ?? null;
}

const nameKey = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_\-.]+/g, '');

const byName = new Map(
  CARRIERS.flatMap((carrier) =>
    [...carrier.aliases, carrier.key, carrier.name].map((name) => [nameKey(name), carrier] as const),
  ),
);
