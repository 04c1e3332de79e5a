import { readdirSync } from 'node:fs';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource, MIGRATIONS } from '../../ormconfig.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeSchema } from './catalog.js';

interface Fixture {
  database: TestDatabase;
  dataSource: DataSource;
  runner: QueryRunner;
}

/** An empty database in which the migration runner has made its own tables, so that single steps can be taken. */
async function emptyDatabase(): Promise<Fixture> {
  const database = await createTestDatabase({ template: 'empty' });
  const dataSource = await createDataSource(database.url, 2).initialize();
  await dataSource.runMigrations();
  for (let left = MIGRATIONS.length; left > 0; left -= 1) await dataSource.undoLastMigration();
  return { database, dataSource, runner: dataSource.createQueryRunner() };
}

async function close({ database, dataSource, runner }: Fixture): Promise<void> {
  await runner.release();
  await dataSource.destroy();
  await database.drop();
}

const USER = '018f0000-0000-7000-8000-000000000001';
const STORE = '018f0000-0000-7000-8000-000000000002';
const PRODUCT = '018f0000-0000-7000-8000-000000000003';
const ORDER = '018f0000-0000-7000-8000-000000000004';

const SEED_ROWS = `
  INSERT INTO users (id, email, password_hash) VALUES ('${USER}', 'ada@example.com', 'hash');
  INSERT INTO stores (id, user_id, name) VALUES ('${STORE}', '${USER}', 'Shop');
  INSERT INTO products (id, store_id, title, sku, price) VALUES ('${PRODUCT}', '${STORE}', 'Mug', 'MUG-1', 12.5);
  INSERT INTO orders (id, store_id, order_number, customer_email, total_amount)
  VALUES ('${ORDER}', '${STORE}', '#1001', 'Bo@Example.com', 12.5);
  INSERT INTO order_items (order_id, product_id, quantity, price, total)
  VALUES ('${ORDER}', '${PRODUCT}', 1, 12.5, 12.5);
`;

const SEED_VALUES = `
  SELECT users.email, stores.name, products.title, products.price::float AS price, orders.order_number,
         orders.total_amount::float AS total_amount, order_items.product_id
  FROM users JOIN stores ON stores.user_id = users.id JOIN products ON products.store_id = stores.id
  JOIN orders ON orders.store_id = stores.id JOIN order_items ON order_items.order_id = orders.id`;

describe('each migration', () => {
  let fixture: Fixture;
  let before: string[] = [];

  beforeAll(async () => {
    fixture = await emptyDatabase();
    before = await describeSchema(fixture.database);
  });

  afterAll(() => close(fixture));

  it('is undone with all others: nothing is left of them', async () => {
    const empty = await createTestDatabase({ template: 'empty' });
    try {
      await empty.query('CREATE TABLE typeorm_metadata ("table" text, name text, value text)');
      expect(before).toEqual(await describeSchema(empty));
    } finally {
      await empty.drop();
    }
  });

  it.each(MIGRATIONS.map((migration) => [migration.name, migration] as const))(
    '%s changes the schema, and its down restores it',
    async (_name, migrationClass) => {
      const { database, runner } = fixture;
      const migration = new migrationClass();

      await migration.up(runner);
      const after = await describeSchema(database);
      expect(after).not.toEqual(before);

      await migration.down(runner);
      expect(await describeSchema(database)).toEqual(before);

      await migration.up(runner);
      expect(await describeSchema(database)).toEqual(after);
      before = after;
    },
  );
});

describe('the list of migrations', () => {
  it('has every file of the folder, in the order of the time stamps', () => {
    const files = readdirSync(new URL('../../migrations', import.meta.url)).filter((name) => name.endsWith('.ts'));
    const stamps = files.map((name) => name.slice(0, 13)).sort();
    expect(MIGRATIONS.map((migration) => migration.name.slice(-13))).toEqual(stamps);
  });
});

describe('a database that holds rows of the first two migrations', () => {
  const SEED_STEPS = 2;
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await emptyDatabase();
    for (const migration of MIGRATIONS.slice(0, SEED_STEPS)) await new migration().up(fixture.runner);
    await fixture.runner.query(SEED_ROWS);
    for (const migration of MIGRATIONS.slice(SEED_STEPS)) await new migration().up(fixture.runner);
  });

  afterAll(() => close(fixture));

  it('keeps them on the way up, and gives products, orders and lines their owner or store', async () => {
    expect(await fixture.database.one(SEED_VALUES)).toEqual({
      email: 'ada@example.com',
      name: 'Shop',
      title: 'Mug',
      price: 12.5,
      order_number: '#1001',
      total_amount: 12.5,
      product_id: PRODUCT,
    });
    expect(
      await fixture.database.one(
        `SELECT products.user_id AS product_owner, products.search_text AS product_text, orders.user_id AS order_owner,
                orders.search_text AS order_text, order_items.store_id
         FROM products, orders, order_items`,
      ),
    ).toEqual({
      product_owner: USER,
      product_text: 'mug mug-1  ',
      order_owner: USER,
      order_text: '#1001 bo@example.com ',
      store_id: STORE,
    });
  });

  it('keeps them on the way down', async () => {
    for (const migration of MIGRATIONS.slice(SEED_STEPS).reverse()) await new migration().down(fixture.runner);
    expect(await fixture.database.one(SEED_VALUES)).toMatchObject({ price: 12.5, total_amount: 12.5, title: 'Mug' });
  });

  it('fails to go down rather than cut an amount that only the wider type holds', async () => {
    const widening = MIGRATIONS[SEED_STEPS];
    const step = widening && new widening();
    if (!step) throw new Error('There is no third migration');
    await step.up(fixture.runner);
    await fixture.runner.query('UPDATE orders SET total_amount = 123456789012.5');
    await expect(step.down(fixture.runner)).rejects.toThrow(/overflow/);
    expect(await fixture.database.one('SELECT total_amount FROM orders')).toEqual({
      total_amount: '123456789012.5000',
    });
  });
});
