import type { TestApp } from '../support/app.js';
import type { Answer, HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import type { TestSandbox } from '../support/sandbox.js';

export const PROXIES = '/api/v1/proxies';

/** One of the sandbox's proxies. */
export interface Door {
  id: string;
  protocol: string;
  host: string;
  port: number;
  username: string | null;
  password: string | null;
  ca_certificate: string | null;
  exit: { ip: string; country: string };
}

export async function doorsOf(sandbox: TestSandbox): Promise<Map<string, Door>> {
  const { body } = await sandbox.http.get('/_sandbox/proxies');
  const { proxies } = body as unknown as { proxies: Door[] };
  return new Map(proxies.map((door) => [door.id, door]));
}

/** Adds a proxy that is to be there. */
export async function added(http: HttpClient, fields: object): Promise<{ id: string; path: string; answer: Answer }> {
  const answer = await http.post(PROXIES, fields);
  if (answer.status !== 201) throw new Error(`The proxy was refused: ${answer.text}`);
  const id = String(answer.body.data.id);
  return { id, path: `${PROXIES}/${id}`, answer };
}

/** A door's fields as POST takes them. */
export function fieldsOf({ protocol, host, port, username, password, ca_certificate }: Door): object {
  return { protocol, host, port, username, password, ca_certificate };
}

/** Makes a proxy due and waits until it was tested anew. */
export async function testedAgain(app: TestApp, id: string): Promise<Record<string, unknown>> {
  const count = (): Promise<number> => app.db.count('proxy_tests', 'proxy_id = $1', [id]);
  const before = await count();
  await app.db.query('UPDATE proxies SET next_test_at = now() WHERE id = $1', [id]);
  await app.db.query("SELECT pg_notify('ksap_proxies', '')");
  await until('the proxy was tested', count, (now) => now > before);
  return app.db.one('SELECT * FROM proxies WHERE id = $1', [id]);
}
