import type { DataSource, EntityMetadata } from 'typeorm';
import { createDataSource, ENTITIES } from '../../ormconfig.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeIndexes } from './catalog.js';

/** What the builder would have to run to make the database equal to the entities. */
async function missingStatements(dataSource: DataSource): Promise<string[]> {
  const log = await dataSource.driver.createSchemaBuilder().log();
  return log.upQueries.map((query) => query.query);
}

const sorted = (names: Iterable<string>): string[] => [...names].sort();

function foreignKeyLines(entity: EntityMetadata): string[] {
  return entity.foreignKeys.map((key) => {
    const action = key.onDelete && key.onDelete !== 'NO ACTION' ? ` ON DELETE ${key.onDelete}` : '';
    const target = `${key.referencedTablePath}(${key.referencedColumnNames.join(', ')})`;
    return `${entity.tableName} ${key.name}: FOREIGN KEY (${key.columnNames.join(', ')}) REFERENCES ${target}${action}`;
  });
}

describe('an empty database, migrated up', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase({ template: 'empty' });
    dataSource = await createDataSource(database.url, 2).initialize();
    await dataSource.runMigrations();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('needs no statement to equal the entities', async () => {
    expect(await missingStatements(dataSource)).toEqual([]);
  });

  it('has exactly the tables and columns of the entities, generated ones included', async () => {
    const columns = await database.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('migrations', 'typeorm_metadata')`,
    );
    const declared = dataSource.entityMetadatas.flatMap((entity) =>
      entity.columns.map((column) => `${entity.tableName}.${column.databaseName}`),
    );
    expect(sorted(columns.map((column) => column.name))).toEqual(sorted(declared));
    expect(dataSource.entityMetadatas).toHaveLength(ENTITIES.length);
  });

  it('has exactly the indexes that the entities name', async () => {
    const declared = dataSource.entityMetadatas.flatMap((entity) => entity.indices.map((index) => index.name));
    expect(sorted(Object.keys(await describeIndexes(database)))).toEqual(sorted(declared));
  });

  it('has exactly the primary keys, unique keys and checks that the entities name', async () => {
    const constraints = await database.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'c')
         AND conrelid NOT IN ('migrations'::regclass, 'typeorm_metadata'::regclass)`,
    );
    const declared = dataSource.entityMetadatas.flatMap((entity) => [
      ...new Set(entity.primaryColumns.map((column) => column.primaryKeyConstraintName ?? '(unnamed)')),
      ...entity.uniques.map((unique) => unique.name),
      ...entity.checks.map((check) => check.name),
    ]);
    expect(sorted(constraints.map((constraint) => constraint.name))).toEqual(sorted(declared));
  });

  it('has exactly the foreign keys of the entities, with what they do on deletion', async () => {
    const keys = await database.query<{ line: string }>(
      `SELECT format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype = 'f'`,
    );
    expect(sorted(keys.map((key) => key.line))).toEqual(sorted(dataSource.entityMetadatas.flatMap(foreignKeyLines)));
  });

  it('keeps the closed vocabularies that the entities keep', async () => {
    const checks = await database.query<{ name: string; definition: string }>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype = 'c'`,
    );
    const words = (expression: string): string[] =>
      [...expression.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
    const kept = Object.fromEntries(checks.map((check) => [check.name, words(check.definition)]));
    const declared = dataSource.entityMetadatas.flatMap((entity) =>
      entity.checks.map((check) => [check.name, words(check.expression)] as const),
    );
    expect(declared.length).toBeGreaterThan(0);
    expect(kept).toEqual(Object.fromEntries(declared));
  });

  it('is read without incremental sorts, so that lists keep to the indexes made for them', async () => {
    expect(await dataSource.query('SHOW enable_incremental_sort')).toEqual([{ enable_incremental_sort: 'off' }]);
  });

  it('would be told to differ if a column or an index did', async () => {
    const other = await createTestDatabase({ template: 'empty' });
    const source = await createDataSource(other.url, 2).initialize();
    try {
      await source.runMigrations();
      await source.query('ALTER TABLE users ALTER COLUMN first_name TYPE VARCHAR(99)');
      await source.query('DROP INDEX idx_users_created_at');
      const statements = (await missingStatements(source)).join('\n');
      expect(statements).toContain('first_name');
      expect(statements).toContain('idx_users_created_at');
    } finally {
      await source.destroy();
      await other.drop();
    }
  });
});
