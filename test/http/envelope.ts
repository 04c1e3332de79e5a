import type { TestDatabase } from '../support/database.js';
import type { Answer } from '../support/http.js';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
export const REQUEST_ID = /^req_[0-9A-HJKMNP-TV-Z]{26}(_[A-Za-z0-9_-]{8,64})?$/;

/** What is wrong with the answer as an error envelope; empty when nothing is. */
export function envelopeFaults(answer: Pick<Answer, 'status' | 'body' | 'text' | 'headers'>): string[] {
  const { body, headers } = answer;
  const faults: string[] = [];
  const want = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  if (typeof body !== 'object' || body === null) return [`no JSON: ${answer.text.slice(0, 100)}`];
  want(String(Object.keys(body)) === 'success,error,timestamp,request_id', `keys ${String(Object.keys(body))}`);
  want(body.success === false, 'success is not false');
  want(String(Object.keys(body.error ?? {})) === 'code,message,details', 'the keys of error');
  want(/^[A-Z_]+$/.test(String(body.error?.code)), 'error.code');
  want(typeof body.error?.message === 'string' && body.error.message.length > 0, 'error.message');
  want(typeof body.error?.details === 'object' && body.error.details !== null, 'error.details');
  want(ISO_TIME.test(String(body.timestamp)), 'timestamp');
  want(REQUEST_ID.test(String(body.request_id)), 'request_id');
  want(headers.get('x-request-id') === body.request_id, 'X-Request-Id is not request_id');
  want(headers.get('content-type') === 'application/json; charset=utf-8', 'content type');
  return faults;
}

/** Fails unless the answer is an error envelope of this status and code. */
export function expectRefusal(answer: Answer, status: number, code: string): void {
  expect(`${answer.status} ${String(answer.body?.error?.code)} ${envelopeFaults(answer).join('; ')}`).toBe(
    `${status} ${code} `,
  );
}

/** How many rows each table has, those that every request may touch left out. */
export async function rowCounts(db: TestDatabase): Promise<Record<string, number>> {
  const tables = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND c.relname NOT IN ('idempotency_keys', 'login_failures') ORDER BY 1`,
  );
  const counts = await Promise.all(tables.map(({ name }) => db.count(name)));
  return Object.fromEntries(tables.map(({ name }, index) => [name, counts[index] ?? 0]));
}
