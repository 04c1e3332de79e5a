import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE product_variants (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    product_id UUID NOT NULL,
    store_id UUID NOT NULL,
    platform_variant_id VARCHAR(255),
    platform_inventory_item_id VARCHAR(255),
    title TEXT,
    sku VARCHAR(255),
    barcode VARCHAR(255),
    price NUMERIC(19,4),
    compare_at_price NUMERIC(19,4),
    cost_per_item NUMERIC(19,4),
    inventory_quantity INTEGER,
    track_inventory BOOLEAN NOT NULL DEFAULT true,
    weight NUMERIC(12,4),
    weight_unit VARCHAR(10),
    options JSONB NOT NULL DEFAULT '{}',
    position INTEGER NOT NULL DEFAULT 1,
    image_url TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT product_variants_pkey PRIMARY KEY (id),
    CONSTRAINT product_variants_product_id_platform_variant_id_key UNIQUE (product_id, platform_variant_id),
    CONSTRAINT product_variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE,
    CONSTRAINT product_variants_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores (id) ON DELETE CASCADE,
    CONSTRAINT product_variants_weight_unit_check CHECK (weight_unit IN ('kg', 'g', 'lb', 'oz'))
  );
  CREATE INDEX idx_product_variants_product_position ON product_variants (product_id, position);
  CREATE INDEX idx_product_variants_store_platform_variant ON product_variants (store_id, platform_variant_id);
  CREATE INDEX idx_product_variants_store_inventory_item ON product_variants (store_id, platform_inventory_item_id);
  CREATE INDEX idx_product_variants_store_sku ON product_variants (store_id, sku);

  CREATE TABLE inventory_levels (
    variant_id UUID NOT NULL,
    platform_location_id VARCHAR(255) NOT NULL,
    location_name TEXT,
    available INTEGER NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT inventory_levels_pkey PRIMARY KEY (variant_id, platform_location_id),
    CONSTRAINT inventory_levels_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES product_variants (id) ON DELETE CASCADE
  );
`;

const DOWN = `
  DROP TABLE inventory_levels;
  DROP TABLE product_variants;
`;

/** Variants, and what of each lies where. */
export class ProductVariants1795305614000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
