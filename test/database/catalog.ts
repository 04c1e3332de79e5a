/** Whatever runs a statement: a test database, or a query runner wrapped. */
export interface Reader {
  query<Row extends object>(sql: string): Promise<Row[]>;
}

/** What the migration runner itself keeps; no migration makes it. */
const RUNNER_TABLES = "'migrations', 'typeorm_metadata'";

const COLUMNS = `
  SELECT format('column %s.%s %s%s%s%s%s', class.relname, attribute.attname,
                format_type(attribute.atttypid, attribute.atttypmod),
                CASE WHEN attribute.attnotnull THEN ' not null' ELSE '' END,
                CASE attribute.attidentity WHEN '' THEN '' ELSE ' identity ' || attribute.attidentity::text END,
                CASE attribute.attgenerated WHEN '' THEN '' ELSE ' generated ' || attribute.attgenerated::text END,
                ' default ' || pg_get_expr(value.adbin, value.adrelid)) AS line
  FROM pg_attribute attribute
  JOIN pg_class class ON class.oid = attribute.attrelid AND class.relkind = 'r'
  LEFT JOIN pg_attrdef value ON value.adrelid = attribute.attrelid AND value.adnum = attribute.attnum
  WHERE class.relnamespace = 'public'::regnamespace AND attribute.attnum > 0 AND NOT attribute.attisdropped
    AND class.relname NOT IN (${RUNNER_TABLES})
  ORDER BY class.relname, attribute.attnum`;

// Newer servers list NOT NULL as constraints too; the columns tell it already.
const CONSTRAINTS = `
  SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid)) AS line
  FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text NOT IN (${RUNNER_TABLES})
  ORDER BY 1`;

const INDEXES = `
  SELECT 'index ' || indexdef AS line FROM pg_indexes
  WHERE schemaname = 'public' AND tablename NOT IN (${RUNNER_TABLES}) ORDER BY 1`;

const OTHERS = `
  SELECT format('%s %s', CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'table' END, relname) AS line
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v', 'm')
    AND relname NOT IN (${RUNNER_TABLES}, 'migrations_id_seq')
  UNION ALL SELECT 'extension ' || extname FROM pg_extension
  UNION ALL SELECT format('function %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT format('trigger %s on %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE NOT tgisinternal
  ORDER BY 1`;

/** Empty until the migration runner has made its table. */
const EXPRESSIONS = `
  SELECT format('expression of %s.%s: %s', "table", name, value) AS line FROM typeorm_metadata ORDER BY 1`;

/** The whole schema as sorted lines: two schemas are the same when their lines are. */
export async function describeSchema(reader: Reader): Promise<string[]> {
  const sections: string[][] = [];
  for (const sql of [OTHERS, COLUMNS, CONSTRAINTS, INDEXES, EXPRESSIONS]) {
    sections.push((await reader.query<{ line: string }>(sql)).map((row) => row.line));
  }
  return sections.flat();
}

/** Columns of `table` in their order: `email character varying(255) not null`, with the default at the end. */
export async function describeColumns(reader: Reader, table: string): Promise<string[]> {
  const prefix = `column ${table}.`;
  const lines = (await reader.query<{ line: string }>(COLUMNS)).map((row) => row.line);
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
}

/** Constraints of `table`: name → definition. */
export async function describeConstraints(reader: Reader, table: string): Promise<Record<string, string>> {
  const rows = await reader.query<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE conrelid = '${table}'::regclass AND contype <> 'n'`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.definition]));
}

/** Indexes of the whole schema: name → definition, constraints' own indexes left out. */
export async function describeIndexes(reader: Reader): Promise<Record<string, string>> {
  const rows = await reader.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = 'public' AND tablename NOT IN (${RUNNER_TABLES})
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = format('%I.%I', schemaname, indexname)::regclass)`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.definition]));
}
