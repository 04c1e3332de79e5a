import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Trigram indexes make a search for any part of a text fast.
 * The extension is a trusted one: the database's owner may create it without being superuser.
 */
export class TrigramSearch1795305604000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP EXTENSION IF EXISTS pg_trgm');
  }
}
