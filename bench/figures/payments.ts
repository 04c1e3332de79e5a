import { Logger } from '@nestjs/common';
import { createDataSource } from '../../ormconfig.js';
import { SystemClock } from '../../src/common/clock/clock.js';
import { readProviders } from '../../src/common/config/provider-settings.js';
import { EnvReader } from '../../src/common/config/env-reader.js';
import { Database } from '../../src/common/database/database.js';
import { Outbox } from '../../src/common/events/outbox.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import type { JobRun } from '../../src/modules/jobs/jobs.api.js';
import { ImportEngine } from '../../src/modules/payments/import/import-engine.js';
import { PaymentReads } from '../../src/modules/payments/import/reads.repository.js';
import { PaymentSink } from '../../src/modules/payments/payment-sink.js';
import type { ProcessorRow } from '../../src/modules/payments/processor.repository.js';
import { createPaymentProviders } from '../../src/modules/payments/providers/index.js';
import type { PaymentProvider } from '../../src/modules/payments/providers/provider.port.js';
import { BadPaymentRecords } from '../../src/modules/payments/sink/bad-records.js';
import { PaymentLinks } from '../../src/modules/payments/sink/payment-links.js';
import { PayoutTable } from '../../src/modules/payments/sink/payout-table.js';
import { TransactionTable } from '../../src/modules/payments/sink/transaction-table.js';
import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import { RawBooks } from '../raw-books.js';
import { ReplayedCalls } from '../replayed-calls.js';
import type { Part } from '../report.js';
import { startSandbox } from '../shops.js';

const LEAST_RATIO = 0.5;

const CREDENTIALS: Record<string, Record<string, string>> = {
  stripe: { secret_key: 'sk_test_sandbox_demo' },
  paypal: { client_id: 'sandbox-paypal-client', client_secret: 'sandbox-paypal-secret', environment: 'sandbox' },
  square: { access_token: 'sandbox-square-token', environment: 'sandbox' },
};

interface Run {
  database: Database;
  url: string;
  engine: ImportEngine;
  rounds: number;
}

/**
 * First imports of all that each payment service has: the product's own engine and adapters, the service's answers from memory. The
 * limit is one upsert a batch of the very same rows.
 */
export async function measurePayments(ground: Ground, options: Options): Promise<Part> {
  const sandbox = await startSandbox(ground, 'payments-sandbox', {
    SANDBOX_ORDERS: String(options.payment_orders),
    SANDBOX_PRODUCTS: '50',
  });
  const url = await ground.createDatabase('payments');
  // Each call of the recording would be a line.
  Logger.overrideLogger(['error', 'warn']);
  const source = await createDataSource(url, 4).initialize();
  await source.runMigrations();
  const database = new Database(source);
  const sink = new PaymentSink(
    database,
    new TransactionTable(database),
    new PayoutTable(database),
    new PaymentLinks(database),
    new BadPaymentRecords(database),
    new Outbox(database),
  );
  const engine = new ImportEngine(database, new PaymentReads(database), sink, new SystemClock());
  const settings = readProviders(new EnvReader({}), sandbox.url);
  const part: Part = { rows: [], bounds: [] };
  const client = new OutboundClient(new OutboundOptions({ sandbox_origin: sandbox.url }));
  try {
    for (const provider of createPaymentProviders(settings)) {
      await measureProvider(
        { database, url, engine, rounds: options.rounds },
        provider,
        new ReplayedCalls(client),
        part,
      );
    }
  } finally {
    await client.close();
    await source.destroy();
    await sandbox.stop();
  }
  return part;
}

async function measureProvider(run: Run, provider: PaymentProvider, calls: ReplayedCalls, part: Part): Promise<void> {
  // The same bound of time in every read: the same calls.
  const until = new Date().toISOString();
  const bounded = Object.create(provider) as PaymentProvider;
  bounded.read = (connection, read) => provider.read(connection, { ...read, until });
  const first = await importOnce(run, bounded, calls);
  calls.replay();
  // From this import's rows and batches the raw upsert takes its own.
  const second = await importOnce(run, bounded, calls);
  const raw = await RawBooks.ofProcessor(run.url, second.processor_id);
  const rows = raw.count('transactions') + raw.count('payouts') + raw.count('payout_lines');
  await raw.run(await newUser(run.database));
  const ours: number[] = [];
  const limit: number[] = [];
  for (let round = 0; round < run.rounds; round += 1) {
    await run.database.query('CHECKPOINT');
    limit.push(await raw.run(await newUser(run.database)));
    ours.push((await importOnce(run, bounded, calls)).seconds);
  }
  await raw.close();
  const ratio = median(ours.map((seconds, round) => (limit[round] ?? NaN) / seconds));
  const label = `import of payments, ${provider.label}`;
  const parts = ['transactions', 'payouts', 'payout_lines'].map((table) => `${raw.count(table)} ${table}`).join(', ');
  part.rows.push({
    figure: `${label}, service taken out`,
    unit: 'rows/s',
    ours: rows / median(ours),
    bare: rows / median(limit),
    ratio,
    note: `${parts}; ${raw.batch} transactions a batch; ${calls.count} calls, ${first.seconds.toFixed(1)} s with the sandbox`,
  });
  part.bounds.push({
    what: `${label} ≥ ${LEAST_RATIO} of the raw upsert of its rows`,
    measured: ratio.toFixed(2),
    holds: ratio >= LEAST_RATIO,
  });
}

/** Under a new user's processor, so that every round is a first import. */
async function importOnce(
  { database, engine }: Run,
  provider: PaymentProvider,
  calls: ReplayedCalls,
): Promise<{ processor_id: string; seconds: number }> {
  const userId = await newUser(database);
  const [processor] = await database.query<{ id: string }>(
    `INSERT INTO payment_processors (user_id, name, provider, api_credentials) VALUES ($1, 'Benchmark', $2, '{}') RETURNING id`,
    [userId, provider.key],
  );
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO jobs (user_id, type, status) VALUES ($1, 'payments.import', 'running') RETURNING id`,
    [userId],
  );
  if (!processor || !row) throw new Error('No processor, no job');
  const signal = new AbortController().signal;
  const nothing = (): Promise<void> => Promise.resolve();
  const job: JobRun = {
    ...row,
    user_id: userId,
    store_id: null,
    payload: {},
    attempt: 1,
    signal,
    progress: nothing,
    fence: nothing,
  };
  const connection = {
    processor_id: processor.id,
    credentials: provider.parseCredentials(CREDENTIALS[provider.key] ?? {}),
    http: calls.http,
    signal,
    budget: { take: nothing, learn: () => undefined, blockFor: () => undefined },
    pause: nothing,
  };
  const owner = { id: processor.id, user_id: userId } as ProcessorRow;
  const started = performance.now();
  for (const resource of provider.resources) {
    await engine.read({ processor: owner, provider, connection, resource, mode: 'full', afresh: false, job });
  }
  return { processor_id: processor.id, seconds: (performance.now() - started) / 1000 };
}

async function newUser(database: Database): Promise<string> {
  const [user] = await database.query<{ id: string }>(
    `INSERT INTO users (email, password_hash) VALUES ('bench-' || gen_random_uuid() || '@example.com', '-') RETURNING id`,
  );
  if (!user) throw new Error('No user');
  return user.id;
}
