import { startEmbeddedPostgres } from '../../src/common/database/embedded/embedded-postgres.js';

// Holds an embedded Postgres as the server does, in a process of its own that a test can kill.
const say = (text: string) => process.stdout.write(`${text}\n`);
const log = { debug: say, info: say, warn: say, error: say };

try {
  const started = performance.now();
  const embedded = await startEmbeddedPostgres({ data_dir: process.argv[2] ?? '', log });
  embedded.onExit(({ restarting }) => say(`EXIT restarting=${restarting}`));
  process.on('SIGTERM', () => {
    void embedded.stop().then(() => process.exit(0));
  });
  say(`READY ${embedded.connection_string} after ${Math.round(performance.now() - started)} ms`);
  setInterval(() => undefined, 1_000);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
