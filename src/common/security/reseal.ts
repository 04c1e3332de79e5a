import type { Database } from '../database/database.js';
import type { SecretBox } from './secret-box.js';
import { SecretBoxError, type SealedSecret, type SecretPlace } from './secret-box.js';
import type { SealedColumn } from './sealed-columns.js';

const BATCH = 500;

export interface ResealCount {
  /** Sealed anew with the first key. */
  resealed: number;
  /** Under the first key before and untouched. */
  current: number;
  /** Left as they were because they do not open. */
  unopened: number;
  /** Why, each reason once. */
  faults: string[];
}

type Row = Record<string, unknown> & { sealed: SealedSecret | string };

/**
 * Seals every value of one column that another key has sealed with the box's first key. Batches commit one by one, so
 * that it can be broken off and begun again at any time; a value that somebody changes meanwhile is left to them.
 */
export async function resealColumn(database: Database, box: SecretBox, column: SealedColumn): Promise<ResealCount> {
  const faults = new Set<string>();
  let resealed = 0;
  for (let after: Row | undefined; ;) {
    const rows = await nextRows(database, box.keyId, column, after);
    const opened = rows.flatMap((row) => {
      try {
        return [{ ...row, resealed: sealAnew(box, column, row) }];
      } catch (error) {
        if (!(error instanceof SecretBoxError)) throw error;
        faults.add(error.message);
        return [];
      }
    });
    resealed += await replace(database, column, opened);
    after = rows.at(-1);
    if (rows.length < BATCH) break;
  }
  const counts = await database.queryOne<{ current: number; other: number }>(
    `SELECT count(*) FILTER (WHERE ${keyIdOf(column)} IS NOT DISTINCT FROM $1)::int AS current,
            count(*) FILTER (WHERE ${keyIdOf(column)} IS DISTINCT FROM $1)::int AS other
     FROM ${column.table} WHERE ${column.column} IS NOT NULL`,
    [box.keyId],
  );
  const current = Math.max(0, (counts?.current ?? 0) - resealed);
  return { resealed, current, unopened: counts?.other ?? 0, faults: [...faults] };
}

/** The next values, in the order of the primary key, that are not under the key `keyId`. */
function nextRows(database: Database, keyId: string, column: SealedColumn, after: Row | undefined): Promise<Row[]> {
  const names = column.key.map(([name]) => name).join(', ');
  const bounds = column.key.map(([, type], index) => `$${index + 2}::${type}`).join(', ');
  return database.query<Row>(
    `SELECT ${names}, ${column.column} AS sealed FROM ${column.table}
     WHERE ${column.column} IS NOT NULL AND ${keyIdOf(column)} IS DISTINCT FROM $1
       ${after ? `AND (${names}) > (${bounds})` : ''}
     ORDER BY ${names} LIMIT ${BATCH}`,
    [keyId, ...(after ? column.key.map(([name]) => after[name]) : [])],
  );
}

function sealAnew(box: SecretBox, column: SealedColumn, row: Row): SealedSecret | string {
  const rowId = column.key.map(([name]) => String(row[name])).join('|');
  // Table and column stand in the list together, which a SealedColumn at large does not say.
  return box.reseal(row.sealed, { table: column.table, column: column.column, row_id: rowId } as SecretPlace);
}

async function replace(database: Database, column: SealedColumn, rows: object[]): Promise<number> {
  if (rows.length === 0) return 0;
  const type = column.form === 'json' ? 'jsonb' : 'text';
  const fields = [...column.key.map(([name, keyType]) => `${name} ${keyType}`), `sealed ${type}`, `resealed ${type}`];
  const same = column.key.map(([name]) => `kept.${name} = anew.${name}`).join(' AND ');
  return database.execute(
    `UPDATE ${column.table} AS kept SET ${column.column} = anew.resealed
     FROM jsonb_to_recordset($1::jsonb) AS anew(${fields.join(', ')})
     WHERE ${same} AND kept.${column.column} = anew.sealed`,
    [JSON.stringify(rows)],
  );
}

/** SQL for the id of the key that sealed the value; NULL when it does not have the shape of a sealed one. */
function keyIdOf({ column, form }: SealedColumn): string {
  return form === 'json'
    ? `${column} ->> 'k'`
    : `CASE WHEN starts_with(${column}, 'sb1.') THEN split_part(${column}, '.', 2) END`;
}
