import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../src/common/config/config.js';
import { ensureSecrets, type Secrets } from '../src/common/config/secrets.js';
import { Database } from '../src/common/database/database.js';
import { ExpectedError, lastWords } from '../src/common/errors/expected-error.js';
import { resealColumn } from '../src/common/security/reseal.js';
import { SEALED_COLUMNS } from '../src/common/security/sealed-columns.js';
import { SecretBox } from '../src/common/security/secret-box.js';
import { withDatabase } from './open-database.js';

/**
 * `npm run keys:rotate`: seals every stored secret with the first key of KSAP_ENCRYPTION_KEYS (else of `secrets.json`),
 * in the database of DATABASE_URL (else the embedded one, which must not be in use). May be broken off and run again.
 * Ends with 1 when a value could not be opened; such values stay as they are.
 */
async function main(): Promise<void> {
  const config = await ensureSecrets(loadConfig(process.env));
  await withDatabase(config, (dataSource) => rotate(dataSource, config));
}

async function rotate(dataSource: DataSource, { encryption_keys: keys }: Secrets): Promise<void> {
  if (await dataSource.showMigrations()) {
    throw new ExpectedError(
      'The database is not up to date with this version. Run `npm run migrate` first; nothing was changed.',
    );
  }
  const box = new SecretBox([...keys]);
  const database = new Database(dataSource);
  let unopened = 0;
  for (const column of SEALED_COLUMNS) {
    const count = await resealColumn(database, box, column);
    unopened += count.unopened;
    console.log(
      `${`${column.table}.${column.column}`.padEnd(36)} ${count.resealed} sealed anew, ${count.current} were current, ${count.unopened} could not be opened`,
    );
    for (const fault of count.faults) console.error(`  ${fault}`);
  }
  const others = keys.slice(1).map(({ id }) => id);
  if (unopened > 0) {
    console.error(`${unopened} values could not be opened and stay as they are: keep every key until that is settled.`);
    process.exitCode = 1;
  } else if (others.length > 0) {
    console.log(`Everything is sealed with ${box.keyId}. What is no longer needed: ${others.join(', ')}.`);
  } else {
    console.log(`Everything is sealed with ${box.keyId}.`);
  }
}

try {
  await main();
} catch (error) {
  console.error(lastWords(error));
  process.exitCode = 1;
}
