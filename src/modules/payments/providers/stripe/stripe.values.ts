import type { Json } from '../../../../common/json.js';
import {
  NO_RECORDS,
  type BadProviderRecord,
  type ProviderPage,
  type ProviderTransaction,
} from '../provider.records.js';

/** An object that Stripe gives either by its id or, when it was asked to expand it, whole. */
export type Expandable<T> = string | T | null | undefined;

export function idOf(value: Expandable<{ id: string }>): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : value.id;
}

/** The object where it came whole, else null. */
export function wholeOf<T extends object>(value: Expandable<T>): T | null {
  return typeof value === 'object' ? value : null;
}

/** Unix seconds as ISO 8601 UTC. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** ISO 8601 as unix seconds, rounded down. */
export function secondsOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}

/** What Stripe answered, as data: the SDK parses it and changes nothing in it; what it adds itself is not enumerable. */
export function rawOf(value: object): Json {
  return value as Json;
}

/** What one record, or several, came to. */
export type Mapped = Omit<ProviderPage, 'cursor' | 'total'>;

/** Maps each of them; one that cannot be mapped is handed over as it came, with the reason. */
export function mapAll<T extends { id: string }>(
  records: readonly T[],
  map: (record: T) => ProviderTransaction[],
): Mapped {
  const transactions: ProviderTransaction[] = [];
  const bad: BadProviderRecord[] = [];
  for (const record of records) {
    try {
      transactions.push(...map(record));
    } catch (error) {
      bad.push(badRecord(record, error));
    }
  }
  return { ...NO_RECORDS, transactions, bad };
}

export function badRecord(record: { id?: unknown }, error: unknown): BadProviderRecord {
  return {
    platform_id: typeof record.id === 'string' ? record.id : null,
    reason: error instanceof Error ? error.message : 'it cannot be read',
    raw: rawOf(record),
  };
}

/** All of them in one. */
export function together(parts: readonly Mapped[]): Mapped {
  return {
    transactions: parts.flatMap((part) => part.transactions),
    payouts: parts.flatMap((part) => part.payouts),
    payout_lines: parts.flatMap((part) => part.payout_lines),
    complete_payouts: parts.flatMap((part) => part.complete_payouts),
    bad: parts.flatMap((part) => part.bad),
  };
}
