import 'reflect-metadata';
import { ConfigError } from './common/config/config.error.js';
import { loadConfig } from './common/config/config.js';
import { startServer } from './server.js';

/** Scripts that stop us wait this long for what is in flight. */
const SHUTDOWN_MS = 25_000;

async function main(): Promise<void> {
  const server = await startServer(loadConfig(process.env));
  let isStopping = false;
  const stop = (reason: string, code: number): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(code), SHUTDOWN_MS).unref();
    server.close(reason).then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  // Not once: npm passes on what the terminal has already sent to the whole group, and the second must not cut it short.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      stop(signal, 0);
    });
  server.onFatal((reason) => {
    stop(reason, 1);
  });
}

main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'isExpected' in error);
  process.stderr.write(`${isExpected ? (error as Error).message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});
