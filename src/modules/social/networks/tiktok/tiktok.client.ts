import type { NetworkConnection, NetworkLine } from '../network.connection.js';
import { tiktokDataOf } from './tiktok.errors.js';

/** A list or an object goes as JSON text. */
type Query = Readonly<Record<string, string | readonly string[]>>;

const TIMEOUT_MS = 20_000;

/** Calls of the API for Business. The token travels in a header of its own. */
export class TikTokClient {
  constructor(private readonly base: string) {}

  async get(connection: NetworkConnection, path: string, query: Query): Promise<Record<string, unknown>> {
    const given = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const { access_token: token } = connection.tokens;
    await connection.budget.take(1, connection.signal);
    const answer = await connection.call({
      method: 'GET',
      url: `${this.address(path)}?${new URLSearchParams(given).toString()}`,
      headers: { 'access-token': token, accept: 'application/json' },
      any_status: true,
      timeout_ms: TIMEOUT_MS,
    });
    return tiktokDataOf(answer);
  }

  /** Without a token: for what hands one out. */
  async post(line: NetworkLine, path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    await line.budget.take(1, line.signal);
    const answer = await line.call({
      method: 'POST',
      url: this.address(path),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      any_status: true,
      timeout_ms: TIMEOUT_MS,
    });
    return tiktokDataOf(answer);
  }

  private address(path: string): string {
    return `${this.base}/open_api/v1.3/${path}/`;
  }
}
