import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  UPDATE order_timeline SET source = stores.platform
  FROM orders JOIN stores ON stores.id = orders.store_id
  WHERE orders.id = order_timeline.order_id AND order_timeline.source = 'platform';
  ALTER TABLE order_timeline ADD CONSTRAINT order_timeline_source_check CHECK (source <> 'platform');
`;

const DOWN = `
  ALTER TABLE order_timeline DROP CONSTRAINT order_timeline_source_check;
  UPDATE order_timeline SET source = 'platform' WHERE source <> 'ksap';
`;

/** The timeline names the platform by its key, beside what is done from here. */
export class TimelineSources1795305650000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
