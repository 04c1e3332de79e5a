import { stringify } from 'csv-stringify/sync';
import { guarded, guardedDecimal } from './formula-guard.js';
import type { Table, TableColumn } from './table.js';

/** Without it Excel takes the bytes for the Windows code page of its user. Whoever reads CSV for a living skips it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The table as CSV (RFC 4180: CRLF, quotes doubled) in UTF-8 with a byte order mark; text that looks like a formula is guarded. */
export async function* csvChunks<Row>({ columns, batches }: Table<Row>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([columns.map(({ name }) => name)]);
  for await (const rows of batches) {
    if (rows.length > 0) yield lines(rows.map((row) => columns.map((column) => cell(column, row))));
  }
}

function cell<Row>({ kind, value }: TableColumn<Row>, row: Row): string {
  const found = value(row);
  if (found === null) return '';
  if (typeof found === 'number') return String(found);
  return kind === 'text' ? guarded(found) : guardedDecimal(found);
}

/** A line break of any kind inside a field is quoted, not only the one that ends records. */
const lines = (rows: string[][]): string => stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
