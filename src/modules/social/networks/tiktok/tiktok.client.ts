import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { NetworkCall, NetworkConnection, NetworkLine } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import { TIKTOK, tiktokDataOf } from './tiktok.errors.js';

type Data = Record<string, unknown>;
/** A list or an object goes as JSON text. */
export type Query = Readonly<Record<string, string | readonly string[] | Readonly<Data>>>;

/** What saying a write twice does. `once`: it may be done twice, so that one whose answer is not heard is `unknown_outcome`. */
export type Repeat = 'once' | 'harmless';

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 60_000;
/** The limit is by the second, of all of the app's callers together: what is over it passes at once, unless it is the minute's. */
const MOST_TRIES = 4;
const A_SECOND_MS = 1_100;

/** Calls of the API for Business. The token travels in a header of its own. */
export class TikTokClient {
  constructor(private readonly base: string) {}

  async get(connection: NetworkConnection, path: string, query: Query): Promise<Data> {
    const given = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    return this.call(connection, {
      method: 'GET',
      url: `${this.address(path)}?${new URLSearchParams(given).toString()}`,
      headers: { 'access-token': connection.tokens.access_token },
    });
  }

  /** Without a token: for what hands one out. */
  post(line: NetworkLine, path: string, body: Data): Promise<Data> {
    return this.call(line, { ...jsonOf(body), method: 'POST', url: this.address(path) });
  }

  /** A write. */
  async write(connection: NetworkConnection, path: string, body: Data, repeat: Repeat): Promise<Data> {
    const { headers, body: text } = jsonOf(body);
    const said = this.call(connection, {
      method: 'POST',
      url: this.address(path),
      headers: { ...headers, 'access-token': connection.tokens.access_token },
      body: text,
      idempotent: repeat === 'harmless',
    });
    return repeat === 'harmless' ? said : said.catch(unheard);
  }

  /** A file with what is said of it; the same one twice does no harm. */
  async upload(connection: NetworkConnection, path: string, form: FormData): Promise<Data> {
    const parts = new Response(form);
    return this.call(connection, {
      method: 'POST',
      url: this.address(path),
      headers: {
        'access-token': connection.tokens.access_token,
        'content-type': parts.headers.get('content-type') ?? 'multipart/form-data',
      },
      body: new Uint8Array(await parts.arrayBuffer()),
      idempotent: true,
      timeout_ms: UPLOAD_TIMEOUT_MS,
    });
  }

  /** What was one call too many for its second was not carried out: said again when that second is over. */
  private async call(line: NetworkLine, call: NetworkCall): Promise<Data> {
    for (let tries = 1; ; tries += 1) {
      await line.budget.take(1, line.signal);
      const headers = { ...call.headers, accept: 'application/json' };
      const answer = await line.call({ timeout_ms: TIMEOUT_MS, ...call, headers, any_status: true });
      try {
        return tiktokDataOf(answer);
      } catch (error) {
        const isTooMany = error instanceof NetworkError && error.refusal === 'rate';
        if (!isTooMany || tries === MOST_TRIES) throw error;
      }
      await line.pause(A_SECOND_MS * tries);
    }
  }

  private address(path: string): string {
    return `${this.base}/open_api/v1.3/${path}/`;
  }
}

function jsonOf(body: Data): { headers: Record<string, string>; body: string } {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** An answer that does not say whether it was done, or is none of TikTok's. */
function unheard(error: unknown): never {
  const isOpen =
    (error instanceof NetworkError && error.refusal === 'transient') ||
    (error instanceof ProviderError && error.fault === 'bad_answer');
  if (!isOpen) throw error;
  const { status, provider_code: code, provider_message: said } = error;
  throw new ProviderError({
    fault: 'unknown_outcome',
    provider: TIKTOK,
    message: `${error.message}: whether it was done is not known`,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { provider_code: code }),
    ...(said !== undefined && { provider_message: said }),
    cause: error,
  });
}
