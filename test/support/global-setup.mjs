import './ts-loader.mjs';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTemplate } from './template-database.mjs';
import { startThrowawayPostgres } from './throwaway-postgres.mjs';

/**
 * Once for the whole run: one Postgres (an own one, or the server of KSAP_TEST_DATABASE_URL) and in it a migrated
 * template. The workers inherit the addresses as KSAP_TEST_ADMIN_URL and KSAP_TEST_TEMPLATE.
 */
export default async function globalSetup() {
  const scratch = await mkdtemp(join(tmpdir(), 'ksap-test-'));
  const given = process.env.KSAP_TEST_DATABASE_URL;
  const own = given === undefined ? await startThrowawayPostgres(join(scratch, 'postgres')) : null;
  const run = { scratch, own, admin_url: own?.url ?? given, prefix: `ksap_t${randomBytes(4).toString('hex')}` };
  globalThis.ksapTestRun = run;

  process.env.KSAP_TEST_ADMIN_URL = run.admin_url;
  process.env.KSAP_TEST_PREFIX = run.prefix;
  process.env.KSAP_TEST_SCRATCH = scratch;
  await createTemplate(run.admin_url, `${run.prefix}_template`);
}
