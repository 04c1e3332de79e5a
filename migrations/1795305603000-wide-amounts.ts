import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Amounts as they occur: three-decimal currencies (KWD, BHD) and totals in IDR or VND do not fit DECIMAL(10,2),
 * and platforms give weights with more than two decimals.
 * Going down rounds to the narrower scale, and fails rather than cut an amount that is too large for it.
 */
export class WideAmounts1795305603000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(alterations('NUMERIC(19,4)', 'NUMERIC(12,4)'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(alterations('NUMERIC(10,2)', 'NUMERIC(8,2)'));
  }
}

function alterations(money: string, weight: string): string {
  return `
    ALTER TABLE products
      ALTER COLUMN price TYPE ${money},
      ALTER COLUMN compare_at_price TYPE ${money},
      ALTER COLUMN cost_per_item TYPE ${money},
      ALTER COLUMN weight TYPE ${weight};
    ALTER TABLE orders
      ALTER COLUMN subtotal TYPE ${money},
      ALTER COLUMN tax_amount TYPE ${money},
      ALTER COLUMN shipping_amount TYPE ${money},
      ALTER COLUMN total_amount TYPE ${money};
    ALTER TABLE order_items
      ALTER COLUMN price TYPE ${money},
      ALTER COLUMN total TYPE ${money};
    ALTER TABLE transactions
      ALTER COLUMN amount TYPE ${money};
    ALTER TABLE ad_campaigns
      ALTER COLUMN budget_amount TYPE ${money};
  `;
}
