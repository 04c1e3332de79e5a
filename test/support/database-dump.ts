import pg from 'pg';

/** Every row of every table as JSON text; bytes also as the text that they may be. */
export async function dumpOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; bytes: string[] }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name,
              array(SELECT format('encode(%I, ''escape'')', attname) FROM pg_attribute
                    WHERE attrelid = c.oid AND attnum > 0 AND atttypid = 'bytea'::regtype) AS bytes
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
    );
    const texts: string[] = [];
    for (const { name, bytes } of tables) {
      const columns = ['to_jsonb(t)', ...bytes].join(', ');
      const { rows } = await client.query<{ row: string | null }>(`SELECT concat(${columns}) AS row FROM ${name} t`);
      texts.push(...rows.map(({ row }) => `${name} ${row ?? ''}`));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
