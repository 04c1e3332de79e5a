import { rm } from 'node:fs/promises';
import { dropDatabases } from './template-database.mjs';

/** Leaves nothing behind: no database on a given server, no process, no file. */
export default async function globalTeardown() {
  const { own, admin_url, prefix, scratch } = globalThis.ksapTestRun;
  if (own) await own.stop();
  else await dropDatabases(admin_url, prefix);
  await rm(scratch, { recursive: true, force: true });
}
