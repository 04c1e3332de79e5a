import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What `demo.json` in the data directory says, for a person and for scripts. */
export interface Demo {
  url: string;
  email: string;
  password: string;
  sandbox: string;
}

/** The demo of the last run on this data directory; null on the first. */
export async function keptDemo(dataDir: string): Promise<Demo | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;
  } catch {
    return null;
  }
}

/** Written whole or not at all; only its owner may read the password. */
export async function writeDemo(dataDir: string, demo: Demo): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'demo.json');
  await writeFile(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The port of `wanted` when nobody has it, else any free one. */
export async function freePort(wanted: string | undefined): Promise<number> {
  const port = wanted === undefined ? 0 : Number(new URL(wanted).port);
  return (await tryPort(port)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(null);
    });
    probe.listen(port, '127.0.0.1', () => {
      const { port: taken } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(taken);
      });
    });
  });
}
