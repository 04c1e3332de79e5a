import type { Database } from '../database/database.js';
import { KeyedHash } from '../security/keyed-hash.js';
import { Cursors } from './cursor.js';
import { KeysetLists, type KeysetList } from './keyset-list.js';

type Row = [string, number, string | null, string | null];

/** A database that notes what it is asked and answers with the given pages. */
function aDatabase(pages: Row[]): { database: Database; asked: { sql: string; parameters: unknown[]; how: string }[] } {
  const asked: { sql: string; parameters: unknown[]; how: string }[] = [];
  const note = (how: string, sql: string, parameters: unknown[]): Row => {
    asked.push({ how, sql: sql.replaceAll(/\s+/g, ' '), parameters });
    return pages.shift() ?? ['[]', 0, null, null];
  };
  const database = {
    prepared: async (sql: string, parameters: unknown[]) => [note('prepared', sql, parameters)],
    query: async (sql: string, parameters: unknown[]) => {
      const row = note('query', sql, parameters);
      return [{ items: row[0], found: row[1], last_key: row[2], last_id: row[3] }];
    },
    queryOne: async (sql: string, parameters: unknown[]) => {
      asked.push({ how: 'count', sql: sql.replaceAll(/\s+/g, ' '), parameters });
      return { count: '7' };
    },
  };
  return { database: database as unknown as Database, asked };
}

const LIST: KeysetList = {
  scope: 'things:u',
  item: 'to_json(r)',
  table: 'things',
  conditions: ['r.user_id = $1'],
  parameters: ['u'],
  sorts: { created_at: { expression: 'r.created_at', type: 'timestamptz' } },
  sort: '-created_at',
  limit: 2,
};

describe('KeysetLists', () => {
  const cursors = new Cursors(new KeyedHash(Buffer.alloc(32, 1)));
  const read = async (list: Partial<KeysetList>, pages: Row[] = []) => {
    const { database, asked } = aDatabase(pages);
    const { text } = await new KeysetLists(database, cursors).read({ ...LIST, ...list });
    return { data: JSON.parse(text) as { items: unknown[]; page: Record<string, unknown> }, asked };
  };

  it('read one row more than asked, in a total order', async () => {
    const { asked } = await read({});
    expect(asked.map(({ how }) => how)).toEqual(['prepared']);
    expect(asked[0]!.sql).toContain('FROM things r WHERE r.user_id = $1 ORDER BY r.created_at DESC, r.id DESC LIMIT 3');
    expect((await read({ sort: 'created_at' })).asked[0]!.sql).toContain('ORDER BY r.created_at ASC, r.id ASC');
  });

  it('go on strictly after the last row that was shown, in the same direction', async () => {
    const first = await read({}, [['[1,2]', 3, '2026-01-01 00:00:00.000001+00', 'id-2']]);
    expect(first.data.page).toMatchObject({ limit: 2, has_more: true });
    const cursor = String(first.data.page.next_cursor);
    const { asked } = await read({ cursor });
    expect(asked[0]!.sql).toContain('(r.created_at, r.id) < ($2::timestamptz, $3::uuid)');
    expect(asked[0]!.parameters).toEqual(['u', '2026-01-01 00:00:00.000001+00', 'id-2']);
    await expect(read({ cursor, sort: 'created_at' })).rejects.toThrow('Invalid input data');
  });

  it('have no next cursor at the end', async () => {
    expect((await read({}, [['[1]', 1, null, null]])).data.page).toEqual({
      limit: 2,
      next_cursor: null,
      has_more: false,
    });
  });

  it('count without the cursor, and only when asked', async () => {
    const { data, asked } = await read({ include_total: true });
    expect(data.page.total).toBe(7);
    expect(asked.at(-1)).toMatchObject({ how: 'count', parameters: ['u'] });
  });

  const RARE: Partial<KeysetList> = {
    conditions: ['r.user_id = $1', 'r.text LIKE $2'],
    parameters: ['u', '%x%'],
    rare: { window: ['r.user_id = $1'], indexed: ['r.user_id = $1', 'r.text LIKE (SELECT $2::text)'] },
  };

  it('look through a window first, and are done when it fills the page', async () => {
    const { asked } = await read(RARE, [['[1,2]', 3, 'k', 'id']]);
    expect(asked.length).toBe(1);
    expect(asked[0]!.sql).toContain(
      'FROM (SELECT * FROM things r WHERE r.user_id = $1 ORDER BY r.created_at DESC, r.id DESC LIMIT 500) r WHERE r.user_id = $1 AND r.text LIKE $2 ORDER BY',
    );
  });

  it('ask the index for rare matches when it does not, and show what that finds', async () => {
    const { asked, data } = await read(RARE, [
      ['[]', 0, null, null],
      ['[1,9]', 2, null, null],
    ]);
    expect(data.items).toEqual([1, 9]);
    expect(asked.map(({ how }) => how)).toEqual(['prepared', 'query']);
    expect(asked[1]!.sql).toContain(
      'FROM (SELECT * FROM things r WHERE r.user_id = $1 AND r.text LIKE (SELECT $2::text) OFFSET 0) r WHERE r.user_id = $1 AND r.text LIKE $2 ORDER BY',
    );
  });

  it('look further before they ask that index when the first look promises a full page', async () => {
    const { asked, data } = await read(RARE, [
      ['[1]', 1, null, null],
      ['[1,2]', 3, 'k', 'id'],
    ]);
    expect(data.items).toEqual([1, 2]);
    expect(asked.length).toBe(2);
    expect(asked[1]!.sql).toContain('LIMIT 2000) r WHERE');
    const disappointed = await read(RARE, [
      ['[1]', 1, null, null],
      ['[1,2]', 2, null, null],
      ['[1,2]', 2, null, null],
    ]);
    expect(disappointed.asked.length).toBe(3);
    expect(disappointed.asked[2]!.sql).toContain('OFFSET 0) r WHERE');
  });

  it('begin the window where the page before ended', async () => {
    const cursor = cursors.encode('things:u', { sort: '-created_at', values: ['k', 'id'] });
    const { asked } = await read({ ...RARE, cursor }, [['[]', 0, null, null]]);
    const after = '(r.created_at, r.id) < ($3::timestamptz, $4::uuid)';
    expect(asked[0]!.sql).toContain(`WHERE r.user_id = $1 AND ${after} ORDER BY`);
    expect(asked[1]!.sql).toContain(`OFFSET 0) r WHERE r.user_id = $1 AND r.text LIKE $2 AND ${after} ORDER BY`);
  });

  it('ask the index for each of several things by itself', async () => {
    const indexed = ['r.user_id = $1', 'r.store_id = each.id'];
    const { asked } = await read({ ...RARE, rare: { window: null, indexed, each: '$3' } });
    expect(asked[0]!.sql).toContain(
      'FROM (SELECT r.* FROM unnest($3) AS each (id) CROSS JOIN LATERAL (SELECT * FROM things r WHERE r.user_id = $1 AND r.store_id = each.id OFFSET 0) r) r WHERE',
    );
  });

  it('need no window for what is known to match few', async () => {
    const { asked } = await read({ ...RARE, rare: { window: null, indexed: ['r.user_id = $1'] } });
    expect(asked.length).toBe(1);
    expect(asked[0]!.sql).toContain('OFFSET 0');
  });
});
