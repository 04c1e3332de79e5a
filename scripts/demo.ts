import 'reflect-metadata';
import { loadConfig } from '../src/common/config/config.js';
import { lastWords } from '../src/common/errors/expected-error.js';
import { startServer } from '../src/server.js';
import { createSandbox } from '../sandbox/core/server.js';
import { connectShops, showShops } from './demo/demo-shops.js';
import { DemoClient } from './demo/demo-client.js';
import { connectProcessors } from './demo/demo-payments.js';
import { runCampaigns } from './demo/demo-campaigns.js';
import { addProxies } from './demo/demo-proxies.js';
import { addAccounts, SANDBOX_APPS } from './demo/demo-social.js';
import { freePort, keptDemo, writeDemo } from './demo/demo-file.js';

const SHUTDOWN_MS = 25_000;

/**
 * `npm run demo`: the product as `npm start` has it, a sandbox of the outside world beside it, and a demo user whose
 * three shops, three payment services and three social accounts are connected, with three proxies and a campaign for each
 * account, over their real wire protocols. Run again it goes on with what is there.
 */
async function main(): Promise<void> {
  const env = { ...process.env };
  const { data_dir: dataDir } = loadConfig(env);
  const kept = await keptDemo(dataDir);
  // Webhooks and credentials name the addresses of the last run: kept as long as nobody else has taken them.
  env.PORT ??= '3000';
  if (env.PORT === '0') env.PORT = String(await freePort(kept?.url));
  const sandbox = await createSandbox({
    port: await freePort(kept?.sandbox),
    orders: numberOf(env.SANDBOX_ORDERS, 2000),
    products: numberOf(env.SANDBOX_PRODUCTS, 200),
    seed: numberOf(env.SANDBOX_SEED, 1),
  });
  env.KSAP_SANDBOX_URL = sandbox.url;
  Object.assign(env, SANDBOX_APPS);
  env.LOG_LEVEL ??= 'warn';
  env.KSAP_PUBLIC_URL ??= `http://127.0.0.1:${env.PORT}`;
  const server = await startServer(loadConfig(env));
  const close = async (reason: string): Promise<void> => {
    await server.close(reason);
    await sandbox.close();
  };
  stopOnSignal(close);
  try {
    const client = new DemoClient(server.url);
    const account = await client.signIn(kept);
    const demo = { url: server.url, ...account, sandbox: sandbox.url };
    await writeDemo(dataDir, demo);
    await connectShops(client, sandbox.url);
    await connectProcessors(client);
    await addProxies(client, sandbox.url);
    const campaigns = await runCampaigns(client, sandbox.url, await addAccounts(client));
    await showShops(client, demo, campaigns);
  } catch (error) {
    await close('the demo failed');
    throw error;
  }
}

function numberOf(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isInteger(value) && value >= 0 ? value : fallback;
}

function stopOnSignal(close: (reason: string) => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
      close(signal).then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exit(1);
});
