import type { DemoClient } from './demo-client.js';
import type { List } from './demo-jobs.js';

interface Proxy {
  id: string;
  name: string;
}

interface Tested {
  test?: { test_result: string; exit_country: string | null; latency: { first_byte_ms: number | null } };
}

/** One of the sandbox's proxies, as it tells of itself. */
interface Door {
  id: string;
  protocol: string;
  host: string;
  port: number;
  username: string | null;
  password: string | null;
  ca_certificate: string | null;
}

const NAMES: Record<string, string> = {
  http: 'Demo proxy, HTTP',
  https: 'Demo proxy, HTTPS',
  socks5: 'Demo proxy, SOCKS5',
};

/** Adds a proxy of each protocol, or tells those that are there where the sandbox has them this time, and tests them. */
export async function addProxies(client: DemoClient, sandbox: string): Promise<void> {
  const { proxies } = (await (await fetch(`${sandbox}/_sandbox/proxies`)).json()) as { proxies: Door[] };
  const { items: known } = await client.call<List<Proxy>>('GET', '/proxies?limit=250');
  const lines: string[] = [];
  for (const { id: door, protocol, host, port, username, password, ca_certificate } of proxies) {
    const fields = { protocol, host, port, username, password, ca_certificate };
    const name = NAMES[door];
    if (name === undefined) continue;
    const there = known.find((proxy) => proxy.name === name);
    const { id } =
      there === undefined
        ? await client.call<Proxy>('POST', '/proxies', { name, ...fields })
        : await client.call<Proxy>('PUT', `/proxies/${there.id}`, fields);
    const { test } = await client.call<Tested>('POST', `/proxies/${id}/test?wait=true`);
    const found = test?.test_result === 'success' ? `works, from ${test.exit_country ?? '?'}` : 'is being tested';
    lines.push(`${name} ${found}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
