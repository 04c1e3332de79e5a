import type { Json } from '../../../common/json.js';
import type {
  BadProviderRecord,
  ProviderPayout,
  ProviderPayoutLine,
  ProviderTransaction,
} from '../providers/provider.records.js';
import { lineFault, payoutFault, payoutRow } from './payout-row.js';
import { prepared, type Prepared } from './prepared.js';
import { transactionFault, transactionRow } from './transaction-row.js';

/** The records of a page as their table takes them, each once (the last one), and those that cannot be kept. */
export interface Taken<T> {
  rows: T[];
  bad: BadProviderRecord[];
}

export interface TakenLine {
  platform_id: string;
  payout_id: string;
  record: ProviderPayoutLine;
}

const known = new WeakMap<ProviderTransaction, Prepared<ProviderTransaction> | string>();

export function takenTransactions(
  records: readonly ProviderTransaction[],
  observedAt: Date,
): Taken<Prepared<ProviderTransaction>> {
  const idOf = (record: ProviderTransaction): string => record.platform_transaction_id;
  return taken(records, idOf, (record) => {
    const done = known.get(record) ?? transactionFault(record, observedAt) ?? preparedTransaction(record);
    known.set(record, done);
    return done;
  });
}

export function takenPayouts(records: readonly ProviderPayout[], observedAt: Date): Taken<Prepared<ProviderPayout>> {
  const idOf = (record: ProviderPayout): string => record.platform_payout_id;
  return taken(
    records,
    idOf,
    (record) => payoutFault(record, observedAt) ?? prepared(record, idOf(record), payoutRow(record)),
  );
}

/** `payoutIds`: ours, by the provider's. */
export function takenLines(
  records: readonly ProviderPayoutLine[],
  payoutIds: ReadonlyMap<string, string>,
  observedAt: Date,
): Taken<TakenLine> {
  return taken(records, lineKeyOf, (record) => {
    const payoutId = payoutIds.get(record.platform_payout_id);
    if (payoutId === undefined) return `the payout ${record.platform_payout_id} is not known`;
    return lineFault(record, observedAt) ?? { platform_id: lineKeyOf(record), payout_id: payoutId, record };
  });
}

export const lineKeyOf = (record: ProviderPayoutLine): string =>
  `${record.platform_payout_id}:${record.platform_line_id}`;

function preparedTransaction(record: ProviderTransaction): Prepared<ProviderTransaction> {
  return prepared(record, record.platform_transaction_id, transactionRow(record));
}

function taken<R extends object, T extends { platform_id: string }>(
  records: readonly R[],
  idOf: (record: R) => string,
  take: (record: R) => T | string,
): Taken<T> {
  const rows = new Map<string, T>();
  const bad: BadProviderRecord[] = [];
  for (const record of records) {
    const row = taking(take, record);
    if (typeof row === 'string') bad.push({ platform_id: idOf(record) || null, reason: row, raw: record as Json });
    else rows.set(row.platform_id, row);
  }
  // Everybody locks rows in the same order, so that two writers never wait for each other.
  const sorted = [...rows.values()].sort((a, b) => (a.platform_id < b.platform_id ? -1 : 1));
  return { rows: sorted, bad };
}

/** What an adapter handed over in a shape that it must not have is one bad record, not a failed batch. */
function taking<R, T>(take: (record: R) => T | string, record: R): T | string {
  try {
    return take(record);
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
