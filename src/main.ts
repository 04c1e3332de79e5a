import 'reflect-metadata';
import { loadConfig } from './common/config/config.js';
import { lastWords } from './common/errors/expected-error.js';

/** Scripts that stop us wait this long for what is in flight. */
const SHUTDOWN_MS = 25_000;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  // Not before: what is wrong with the settings is told at once.
  const starting = import('./server.js').then(({ startServer }) => startServer(config));
  let isStopping = false;
  const stop = (reason: string, code: number): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(code), SHUTDOWN_MS).unref();
    // Also while it still starts: whatever has begun by then is ended in order.
    starting
      .then((server) => server.close(reason))
      .then(
        () => process.exit(code),
        () => process.exit(1),
      );
  };
  // Not once: npm passes on what the terminal has already sent to the whole group, and the second must not cut it short.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      stop(signal, 0);
    });
  const server = await starting;
  server.onFatal((reason) => {
    stop(reason, 1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exit(1);
});
