import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE users (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    email VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    is_active BOOLEAN DEFAULT true,
    is_verified BOOLEAN DEFAULT false,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    last_login TIMESTAMP WITH TIME ZONE,
    settings JSONB DEFAULT '{}',
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email)
  );

  CREATE TABLE stores (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    domain VARCHAR(255),
    platform VARCHAR(50),
    platform_store_id VARCHAR(255),
    api_credentials JSONB,
    status VARCHAR(20) DEFAULT 'active',
    settings JSONB DEFAULT '{}',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT stores_pkey PRIMARY KEY (id),
    CONSTRAINT stores_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE TABLE products (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    platform_product_id VARCHAR(255),
    title VARCHAR(500) NOT NULL,
    description TEXT,
    price DECIMAL(10,2),
    compare_at_price DECIMAL(10,2),
    cost_per_item DECIMAL(10,2),
    sku VARCHAR(255),
    barcode VARCHAR(255),
    inventory_quantity INTEGER DEFAULT 0,
    track_inventory BOOLEAN DEFAULT true,
    weight DECIMAL(8,2),
    images JSONB DEFAULT '[]',
    tags JSONB DEFAULT '[]',
    vendor VARCHAR(255),
    product_type VARCHAR(255),
    status VARCHAR(20) DEFAULT 'active',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT products_pkey PRIMARY KEY (id),
    CONSTRAINT products_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE
  );

  CREATE TABLE orders (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    platform_order_id VARCHAR(255),
    order_number VARCHAR(100),
    customer_email VARCHAR(255),
    customer_name VARCHAR(255),
    customer_phone VARCHAR(50),
    billing_address JSONB,
    shipping_address JSONB,
    subtotal DECIMAL(10,2),
    tax_amount DECIMAL(10,2),
    shipping_amount DECIMAL(10,2),
    total_amount DECIMAL(10,2),
    currency VARCHAR(3) DEFAULT 'USD',
    status VARCHAR(50),
    fulfillment_status VARCHAR(50),
    payment_status VARCHAR(50),
    notes TEXT,
    tags JSONB DEFAULT '[]',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE
  );

  CREATE TABLE order_items (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    order_id UUID NOT NULL,
    product_id UUID,
    platform_product_id VARCHAR(255),
    title VARCHAR(500),
    sku VARCHAR(255),
    quantity INTEGER NOT NULL,
    price DECIMAL(10,2) NOT NULL,
    total DECIMAL(10,2) NOT NULL,
    variant_title VARCHAR(255),
    properties JSONB DEFAULT '{}',
    CONSTRAINT order_items_pkey PRIMARY KEY (id),
    CONSTRAINT order_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT order_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id)
  );

  CREATE TABLE payment_processors (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    provider VARCHAR(50) NOT NULL,
    api_credentials JSONB,
    webhook_url VARCHAR(500),
    is_active BOOLEAN DEFAULT true,
    settings JSONB DEFAULT '{}',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT payment_processors_pkey PRIMARY KEY (id),
    CONSTRAINT payment_processors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE TABLE transactions (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    payment_processor_id UUID NOT NULL,
    order_id UUID,
    platform_transaction_id VARCHAR(255),
    type VARCHAR(50),
    amount DECIMAL(10,2) NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',
    status VARCHAR(50),
    gateway_response JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT transactions_pkey PRIMARY KEY (id),
    CONSTRAINT transactions_payment_processor_id_fkey
      FOREIGN KEY (payment_processor_id) REFERENCES payment_processors (id),
    CONSTRAINT transactions_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id)
  );

  CREATE TABLE proxies (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    name VARCHAR(255),
    host VARCHAR(255) NOT NULL,
    port INTEGER NOT NULL,
    username VARCHAR(255),
    password VARCHAR(255),
    protocol VARCHAR(10) DEFAULT 'http',
    country VARCHAR(2),
    is_active BOOLEAN DEFAULT true,
    last_tested TIMESTAMP WITH TIME ZONE,
    test_result VARCHAR(20),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT proxies_pkey PRIMARY KEY (id),
    CONSTRAINT proxies_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE TABLE social_media_accounts (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    platform VARCHAR(50) NOT NULL,
    account_name VARCHAR(255),
    account_id VARCHAR(255),
    access_token TEXT,
    refresh_token TEXT,
    token_expires_at TIMESTAMP WITH TIME ZONE,
    proxy_id UUID,
    status VARCHAR(20) DEFAULT 'active',
    warmup_status VARCHAR(50),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT social_media_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_media_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT social_media_accounts_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies (id)
  );

  CREATE TABLE ad_campaigns (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    store_id UUID,
    social_account_id UUID,
    name VARCHAR(255) NOT NULL,
    objective VARCHAR(100),
    status VARCHAR(50),
    budget_type VARCHAR(20),
    budget_amount DECIMAL(10,2),
    start_date TIMESTAMP WITH TIME ZONE,
    end_date TIMESTAMP WITH TIME ZONE,
    target_audience JSONB,
    creatives JSONB,
    platform_campaign_id VARCHAR(255),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT ad_campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT ad_campaigns_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ad_campaigns_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id),
    CONSTRAINT ad_campaigns_social_account_id_fkey
      FOREIGN KEY (social_account_id) REFERENCES social_media_accounts (id)
  );

  CREATE TABLE market_research_data (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    research_type VARCHAR(50),
    query_parameters JSONB,
    data JSONB NOT NULL,
    source VARCHAR(100),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT market_research_data_pkey PRIMARY KEY (id),
    CONSTRAINT market_research_data_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );

  CREATE TABLE analytics_data (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    store_id UUID NOT NULL,
    metric_type VARCHAR(100),
    metric_name VARCHAR(100),
    value DECIMAL(15,4),
    dimensions JSONB,
    date_recorded DATE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    CONSTRAINT analytics_data_pkey PRIMARY KEY (id),
    CONSTRAINT analytics_data_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE
  );
`;

const DOWN = `
  DROP TABLE analytics_data;
  DROP TABLE market_research_data;
  DROP TABLE ad_campaigns;
  DROP TABLE social_media_accounts;
  DROP TABLE proxies;
  DROP TABLE transactions;
  DROP TABLE payment_processors;
  DROP TABLE order_items;
  DROP TABLE orders;
  DROP TABLE products;
  DROP TABLE stores;
  DROP TABLE users;
`;

/**
 * The twelve tables of the architecture document, column for column; proxies before the accounts that use them.
 * now() is its CURRENT_TIMESTAMP by the name under which the comparison with the entities knows it.
 */
export class SeedTables1795305601000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
