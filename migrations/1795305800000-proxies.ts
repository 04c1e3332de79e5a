import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE proxies
    ALTER COLUMN password TYPE TEXT,
    ADD COLUMN ca_certificate TEXT,
    ADD COLUMN test_interval_seconds INTEGER NOT NULL DEFAULT 900,
    ADD COLUMN next_test_at TIMESTAMPTZ,
    ADD COLUMN test_reason VARCHAR(50),
    ADD COLUMN test_message TEXT,
    ADD COLUMN connect_ms INTEGER,
    ADD COLUMN tls_ms INTEGER,
    ADD COLUMN first_byte_ms INTEGER,
    ADD COLUMN exit_ip VARCHAR(45),
    ADD COLUMN exit_country VARCHAR(2),
    ADD COLUMN anonymity VARCHAR(20),
    ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN down_since TIMESTAMPTZ,
    ADD COLUMN down_notified_at TIMESTAMPTZ,
    ADD COLUMN updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD CONSTRAINT proxies_protocol_check CHECK (protocol IN ('http', 'https', 'socks5')),
    ADD CONSTRAINT proxies_port_check CHECK (port BETWEEN 1 AND 65535),
    ADD CONSTRAINT proxies_test_result_check CHECK (test_result IN ('success', 'failed', 'timeout')),
    ADD CONSTRAINT proxies_anonymity_check CHECK (anonymity IN ('transparent', 'anonymous', 'elite')),
    ADD CONSTRAINT proxies_test_interval_seconds_check CHECK (test_interval_seconds BETWEEN 60 AND 86400);
  CREATE INDEX idx_proxies_user_created ON proxies (user_id, created_at DESC, id DESC);
  CREATE INDEX idx_proxies_next_test_at ON proxies (next_test_at) WHERE next_test_at IS NOT NULL;
  CREATE INDEX idx_social_media_accounts_proxy_id ON social_media_accounts (proxy_id) WHERE proxy_id IS NOT NULL;

  CREATE TABLE proxy_tests (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    proxy_id UUID NOT NULL,
    user_id UUID NOT NULL,
    job_id UUID,
    tested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    test_result VARCHAR(20) NOT NULL,
    test_reason VARCHAR(50),
    test_message TEXT,
    connect_ms INTEGER,
    tls_ms INTEGER,
    first_byte_ms INTEGER,
    exit_ip VARCHAR(45),
    exit_country VARCHAR(2),
    anonymity VARCHAR(20),
    CONSTRAINT proxy_tests_pkey PRIMARY KEY (id),
    CONSTRAINT proxy_tests_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies (id) ON DELETE CASCADE,
    CONSTRAINT proxy_tests_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT proxy_tests_test_result_check CHECK (test_result IN ('success', 'failed', 'timeout'))
  );
  CREATE INDEX idx_proxy_tests_proxy_tested ON proxy_tests (proxy_id, tested_at DESC, id DESC);
  CREATE INDEX idx_proxy_tests_user_id ON proxy_tests (user_id);
  CREATE INDEX idx_proxy_tests_tested_at ON proxy_tests (tested_at);
`;

const DOWN = `
  DROP TABLE proxy_tests;
  DROP INDEX idx_social_media_accounts_proxy_id;
  DROP INDEX idx_proxies_next_test_at;
  DROP INDEX idx_proxies_user_created;
  ALTER TABLE proxies
    DROP CONSTRAINT proxies_test_interval_seconds_check,
    DROP CONSTRAINT proxies_anonymity_check,
    DROP CONSTRAINT proxies_test_result_check,
    DROP CONSTRAINT proxies_port_check,
    DROP CONSTRAINT proxies_protocol_check,
    DROP COLUMN updated_at,
    DROP COLUMN down_notified_at,
    DROP COLUMN down_since,
    DROP COLUMN failures,
    DROP COLUMN anonymity,
    DROP COLUMN exit_country,
    DROP COLUMN exit_ip,
    DROP COLUMN first_byte_ms,
    DROP COLUMN tls_ms,
    DROP COLUMN connect_ms,
    DROP COLUMN test_message,
    DROP COLUMN test_reason,
    DROP COLUMN next_test_at,
    DROP COLUMN test_interval_seconds,
    DROP COLUMN ca_certificate,
    ALTER COLUMN password TYPE VARCHAR(255);
`;

/** What tests say of proxies, kept in the row and as a history. A sealed password is longer than the password. */
export class Proxies1795305800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
