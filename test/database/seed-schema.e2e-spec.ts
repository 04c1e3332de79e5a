import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeColumns, describeConstraints, describeIndexes } from './catalog.js';

const ID = 'id uuid not null default gen_random_uuid()';
const CREATED = 'created_at timestamp with time zone default now()';
const UPDATED = 'updated_at timestamp with time zone default now()';

/**
 * The columns of the architecture document, written down by hand. `now()` is its CURRENT_TIMESTAMP.
 * Widened on purpose: amounts numeric(10,2) → numeric(19,4), weight numeric(8,2) → numeric(12,4),
 * and a proxy's sealed password varchar(255) → text.
 */
const COLUMNS: Record<string, string[]> = {
  users: [
    ID,
    'email character varying(255) not null',
    'password_hash character varying(255) not null',
    'first_name character varying(100)',
    'last_name character varying(100)',
    'is_active boolean default true',
    'is_verified boolean default false',
    CREATED,
    UPDATED,
    'last_login timestamp with time zone',
    "settings jsonb default '{}'::jsonb",
  ],
  stores: [
    ID,
    'user_id uuid not null',
    'name character varying(255) not null',
    'description text',
    'domain character varying(255)',
    'platform character varying(50)',
    'platform_store_id character varying(255)',
    'api_credentials jsonb',
    "status character varying(20) default 'active'::character varying",
    "settings jsonb default '{}'::jsonb",
    CREATED,
    UPDATED,
  ],
  products: [
    ID,
    'store_id uuid not null',
    'platform_product_id character varying(255)',
    'title character varying(500) not null',
    'description text',
    'price numeric(19,4)',
    'compare_at_price numeric(19,4)',
    'cost_per_item numeric(19,4)',
    'sku character varying(255)',
    'barcode character varying(255)',
    'inventory_quantity integer default 0',
    'track_inventory boolean default true',
    'weight numeric(12,4)',
    "images jsonb default '[]'::jsonb",
    "tags jsonb default '[]'::jsonb",
    'vendor character varying(255)',
    'product_type character varying(255)',
    "status character varying(20) default 'active'::character varying",
    CREATED,
    UPDATED,
  ],
  orders: [
    ID,
    'store_id uuid not null',
    'platform_order_id character varying(255)',
    'order_number character varying(100)',
    'customer_email character varying(255)',
    'customer_name character varying(255)',
    'customer_phone character varying(50)',
    'billing_address jsonb',
    'shipping_address jsonb',
    'subtotal numeric(19,4)',
    'tax_amount numeric(19,4)',
    'shipping_amount numeric(19,4)',
    'total_amount numeric(19,4)',
    "currency character varying(3) default 'USD'::character varying",
    'status character varying(50)',
    'fulfillment_status character varying(50)',
    'payment_status character varying(50)',
    'notes text',
    "tags jsonb default '[]'::jsonb",
    CREATED,
    UPDATED,
  ],
  order_items: [
    ID,
    'order_id uuid not null',
    'product_id uuid',
    'platform_product_id character varying(255)',
    'title character varying(500)',
    'sku character varying(255)',
    'quantity integer not null',
    'price numeric(19,4) not null',
    'total numeric(19,4) not null',
    'variant_title character varying(255)',
    "properties jsonb default '{}'::jsonb",
  ],
  payment_processors: [
    ID,
    'user_id uuid not null',
    'name character varying(100) not null',
    'provider character varying(50) not null',
    'api_credentials jsonb',
    'webhook_url character varying(500)',
    'is_active boolean default true',
    "settings jsonb default '{}'::jsonb",
    CREATED,
    UPDATED,
  ],
  transactions: [
    ID,
    'payment_processor_id uuid not null',
    'order_id uuid',
    'platform_transaction_id character varying(255)',
    'type character varying(50)',
    'amount numeric(19,4) not null',
    "currency character varying(3) default 'USD'::character varying",
    'status character varying(50)',
    'gateway_response jsonb',
    CREATED,
  ],
  social_media_accounts: [
    ID,
    'user_id uuid not null',
    'platform character varying(50) not null',
    'account_name character varying(255)',
    'account_id character varying(255)',
    'access_token text',
    'refresh_token text',
    'token_expires_at timestamp with time zone',
    'proxy_id uuid',
    "status character varying(20) default 'active'::character varying",
    'warmup_status character varying(50)',
    CREATED,
    UPDATED,
  ],
  ad_campaigns: [
    ID,
    'user_id uuid not null',
    'store_id uuid',
    'social_account_id uuid',
    'name character varying(255) not null',
    'objective character varying(100)',
    'status character varying(50)',
    'budget_type character varying(20)',
    'budget_amount numeric(19,4)',
    'start_date timestamp with time zone',
    'end_date timestamp with time zone',
    'target_audience jsonb',
    'creatives jsonb',
    'platform_campaign_id character varying(255)',
    CREATED,
    UPDATED,
  ],
  proxies: [
    ID,
    'user_id uuid not null',
    'name character varying(255)',
    'host character varying(255) not null',
    'port integer not null',
    'username character varying(255)',
    'password text',
    "protocol character varying(10) default 'http'::character varying",
    'country character varying(2)',
    'is_active boolean default true',
    'last_tested timestamp with time zone',
    'test_result character varying(20)',
    CREATED,
  ],
  market_research_data: [
    ID,
    'user_id uuid not null',
    'research_type character varying(50)',
    'query_parameters jsonb',
    'data jsonb not null',
    'source character varying(100)',
    CREATED,
  ],
  analytics_data: [
    ID,
    'store_id uuid not null',
    'metric_type character varying(100)',
    'metric_name character varying(100)',
    'value numeric(15,4)',
    'dimensions jsonb',
    'date_recorded date',
    CREATED,
  ],
};

/**
 * The keys of the architecture document. Loosened on purpose, so that a store and its products can be deleted:
 * order_items.product_id, transactions.order_id and ad_campaigns.store_id are cleared.
 */
const KEYS: Record<string, Record<string, string>> = {
  users: { users_pkey: 'PRIMARY KEY (id)', users_email_key: 'UNIQUE (email)' },
  stores: {
    stores_pkey: 'PRIMARY KEY (id)',
    stores_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
  },
  products: {
    products_pkey: 'PRIMARY KEY (id)',
    products_store_id_fkey: 'FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE',
  },
  orders: {
    orders_pkey: 'PRIMARY KEY (id)',
    orders_store_id_fkey: 'FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE',
  },
  order_items: {
    order_items_pkey: 'PRIMARY KEY (id)',
    order_items_order_id_fkey: 'FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE',
    order_items_product_id_fkey: 'FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE SET NULL',
  },
  payment_processors: {
    payment_processors_pkey: 'PRIMARY KEY (id)',
    payment_processors_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
  },
  transactions: {
    transactions_pkey: 'PRIMARY KEY (id)',
    transactions_payment_processor_id_fkey: 'FOREIGN KEY (payment_processor_id) REFERENCES payment_processors(id)',
    transactions_order_id_fkey: 'FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE SET NULL',
  },
  social_media_accounts: {
    social_media_accounts_pkey: 'PRIMARY KEY (id)',
    social_media_accounts_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
    social_media_accounts_proxy_id_fkey: 'FOREIGN KEY (proxy_id) REFERENCES proxies(id)',
  },
  ad_campaigns: {
    ad_campaigns_pkey: 'PRIMARY KEY (id)',
    ad_campaigns_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
    ad_campaigns_store_id_fkey: 'FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE SET NULL',
    ad_campaigns_social_account_id_fkey: 'FOREIGN KEY (social_account_id) REFERENCES social_media_accounts(id)',
  },
  proxies: {
    proxies_pkey: 'PRIMARY KEY (id)',
    proxies_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
  },
  market_research_data: {
    market_research_data_pkey: 'PRIMARY KEY (id)',
    market_research_data_user_id_fkey: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
  },
  analytics_data: {
    analytics_data_pkey: 'PRIMARY KEY (id)',
    analytics_data_store_id_fkey: 'FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE',
  },
};

const INDEXES: Record<string, string> = {
  idx_users_email: 'users USING btree (email)',
  idx_users_created_at: 'users USING btree (created_at)',
  idx_stores_user_id: 'stores USING btree (user_id)',
  idx_stores_platform: 'stores USING btree (platform)',
  idx_stores_status: 'stores USING btree (status)',
  idx_products_store_id: 'products USING btree (store_id)',
  idx_products_sku: 'products USING btree (sku)',
  idx_products_status: 'products USING btree (status)',
  idx_orders_store_id: 'orders USING btree (store_id)',
  idx_orders_status: 'orders USING btree (status)',
  idx_orders_created_at: 'orders USING btree (created_at)',
  idx_orders_customer_email: 'orders USING btree (customer_email)',
  idx_transactions_payment_processor_id: 'transactions USING btree (payment_processor_id)',
  idx_transactions_order_id: 'transactions USING btree (order_id)',
  idx_transactions_created_at: 'transactions USING btree (created_at)',
  idx_analytics_store_id: 'analytics_data USING btree (store_id)',
  idx_analytics_metric_type: 'analytics_data USING btree (metric_type)',
  idx_analytics_date_recorded: 'analytics_data USING btree (date_recorded)',
};

describe("the migrated database has the architecture document's", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it.each(Object.keys(COLUMNS))('columns of %s, first and in its order', async (table) => {
    const expected = COLUMNS[table] ?? [];
    expect((await describeColumns(database, table)).slice(0, expected.length)).toEqual(expected);
  });

  it.each(Object.keys(KEYS))('keys of %s', async (table) => {
    expect(await describeConstraints(database, table)).toMatchObject(KEYS[table] ?? {});
  });

  it.each(Object.entries(INDEXES))('index %s', async (name, definition) => {
    expect((await describeIndexes(database))[name]).toBe(`CREATE INDEX ${name} ON public.${definition}`);
  });
});
