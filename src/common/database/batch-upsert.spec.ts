import { batchUpsertSql } from './batch-upsert.js';

const plain = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim();

describe('batchUpsertSql', () => {
  it('inserts or updates a whole batch in one statement, writing only what differs', () => {
    const sql = batchUpsertSql({ table: 't', columns: { a: 'text', b: 'integer' }, key: ['a'] });
    expect(plain(sql)).toBe(
      'INSERT INTO t (a, b) SELECT input.a, input.b FROM json_to_recordset($1::json) AS input (a text, b integer) ' +
        'ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE (t.b) IS DISTINCT FROM (excluded.b)',
    );
  });

  it('takes fixed and computed columns, joins, kept columns, touches, a condition of one’s own and what to return', () => {
    const sql = batchUpsertSql({
      table: 't',
      columns: { a: 'text', b: 'integer' },
      fixed: { store_id: '$2' },
      computed: { c: 'other.c' },
      joins: 'LEFT JOIN other ON other.a = input.a',
      key: ['store_id', 'a'],
      keep: ['b'],
      touch: { updated_at: 'now()' },
      when: 't.version < excluded.version',
      returning: 'id',
    });
    expect(plain(sql)).toBe(
      'INSERT INTO t (a, b, store_id, c) SELECT input.a, input.b, $2, other.c FROM json_to_recordset($1::json) AS input (a text, b integer) ' +
        'LEFT JOIN other ON other.a = input.a ON CONFLICT (store_id, a) DO UPDATE SET c = excluded.c, updated_at = now() ' +
        'WHERE t.version < excluded.version RETURNING id',
    );
  });

  it('merges a column into a known row as it is told, and compares with what comes of that', () => {
    const sql = batchUpsertSql({
      table: 't',
      columns: { a: 'text', b: 'integer' },
      key: ['a'],
      merge: { b: 'coalesce(excluded.b, t.b)' },
    });
    expect(plain(sql)).toContain(
      'DO UPDATE SET b = coalesce(excluded.b, t.b) WHERE (t.b) IS DISTINCT FROM (coalesce(excluded.b, t.b))',
    );
  });
});
