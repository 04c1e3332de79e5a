import { createSandbox, type Sandbox } from './core/server.js';

/** `npm run sandbox`: the sandbox alone, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const faults: string[] = [];
  const number = (names: string[], fallback: number, low: number, high: number): number => {
    const name = names.find((candidate) => (process.env[candidate] ?? '') !== '');
    if (name === undefined) return fallback;
    const value = Number(process.env[name]);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    faults.push(`${name} must be a whole number from ${low} to ${high}, not "${process.env[name] ?? ''}"`);
    return fallback;
  };
  const options = {
    port: number(['SANDBOX_PORT', 'PORT'], 4010, 0, 65_535),
    host: process.env.SANDBOX_HOST ?? process.env.HOST ?? '127.0.0.1',
    orders: number(['SANDBOX_ORDERS'], 2000, 0, 2_000_000),
    products: number(['SANDBOX_PRODUCTS'], 200, 1, 100_000),
    seed: number(['SANDBOX_SEED'], 1, 0, 4_294_967_295),
  };
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  let sandbox: Sandbox;
  try {
    sandbox = await createSandbox(options);
  } catch (error) {
    process.stderr.write(`the sandbox cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`sandbox listening on ${sandbox.url}\n`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main();
