import 'reflect-metadata';
import { cpus, totalmem } from 'node:os';
import { measureBulk } from './figures/bulk.js';
import { measureImport } from './figures/import.js';
import { measurePayments } from './figures/payments.js';
import { measureProxies } from './figures/proxies.js';
import { measureReconcile } from './figures/reconcile.js';
import { measureReads } from './figures/reads.js';
import { measureStart } from './figures/start.js';
import { measureWebhooks } from './figures/webhooks.js';
import { Ground } from './ground.js';
import { readOptions, wantsReads } from './options.js';
import { killPrograms } from './program.js';
import { printBounds, printRows, type Part } from './report.js';

/** `npm run bench`: every figure beside its bare limit, then each bound. See docs/benchmarks.md. */
async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  const started = performance.now();
  const ground = await Ground.prepare(process.env.DATABASE_URL);
  const stop = (): void => {
    killPrograms();
    void ground.clear().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    console.log(
      `${cpus().length} cores, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}, ${ground.isEmbedded ? 'embedded Postgres' : 'Postgres of DATABASE_URL'}`,
    );
    const parts: Part[] = [];
    if (wantsReads(options)) parts.push(await measureReads(ground, options));
    if (options.figures.has('import')) parts.push(await measureImport(ground, options));
    if (options.figures.has('bulk')) parts.push(await measureBulk(ground, options));
    if (options.figures.has('webhooks')) parts.push(await measureWebhooks(ground, options));
    if (options.figures.has('payments')) parts.push(await measurePayments(ground, options));
    if (options.figures.has('reconcile')) parts.push(await measureReconcile(ground, options));
    if (options.figures.has('proxies')) parts.push(await measureProxies(ground, options));
    if (options.figures.has('start')) parts.push(await measureStart(ground, options));
    printRows(parts.flatMap((part) => part.rows));
    const holds = printBounds(parts.flatMap((part) => part.bounds));
    console.log(`\n${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
    return holds;
  } finally {
    killPrograms();
    await ground.clear();
  }
}

main().then(
  (holds) => process.exit(holds ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
