import type { OutboundRequest } from '../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { ProviderConnection, ProviderKey } from './provider.connection.js';

type Method = OutboundRequest['method'];

export interface ProviderFetchOptions {
  provider: ProviderKey;
  /** Whether a call may be repeated: reads, and writes that carry an idempotency key. */
  isIdempotent: (method: string, headers: Record<string, string>, body: string | undefined) => boolean;
  /** Further tries of such calls; the SDK's own retries are switched off. Default: the client's. */
  retries?: number;
  /** 429 and 5xx are answers for the adapter to judge, instead of faults that the client judges. Default false. */
  any_status?: boolean;
}

export interface ProviderFetch {
  fetch: typeof globalThis.fetch;
  /**
   * Runs work of an SDK on `fetch`, and throws the ProviderError that the outbound client threw in it: SDKs wrap what their
   * transport throws into errors of their own, in which it is lost what may be concluded.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * An answer whose body is in memory already, as text. A `Response` would make a stream of it for the SDKs to read it from again,
 * which takes longer than all the rest of a small call.
 */
export class TextResponse extends Response {
  constructor(
    private readonly said: string,
    private readonly about: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(null, about);
  }

  /** The bytes as UTF-8, without a byte order mark. */
  static of(bytes: Uint8Array, about: { status: number; headers: Record<string, string> }): TextResponse {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return new TextResponse(text.startsWith('\uFEFF') ? text.slice(1) : text, about);
  }

  override readonly text = (): Promise<string> => Promise.resolve(this.said);

  override readonly json = async (): Promise<unknown> => JSON.parse(await this.text()) as unknown;

  override readonly clone = (): Response => new TextResponse(this.said, this.about);
}

/**
 * A `fetch` over our outbound client (guard, time-outs, retries, recording, budget) for the providers' official SDKs.
 * One per piece of work: not to be shared by calls at the same time.
 */
export function providerFetch(connection: ProviderConnection, options: ProviderFetchOptions): ProviderFetch {
  let fault: unknown = null;
  const call = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    const method = (init.method ?? 'GET').toUpperCase();
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const body = bodyText(init.body, options.provider);
    await connection.budget.take(1, connection.signal);
    const answer = await connection.http.request({
      provider: options.provider,
      method: method as Method,
      url,
      headers,
      idempotent: options.isIdempotent(method, headers, body),
      signal: connection.signal,
      ...(body === undefined ? {} : { body }),
      ...(options.retries === undefined ? {} : { retries: options.retries }),
      ...(options.any_status === undefined ? {} : { any_status: options.any_status }),
    });
    const isEmpty = answer.status === 204 || answer.status === 205 || answer.status === 304;
    // The bytes are decoded already: what the answer says of their encoding and length does not hold any more.
    const { 'content-encoding': _encoding, 'content-length': _length, ...kept } = answer.headers;
    const about = { status: answer.status, headers: kept };
    return isEmpty ? new Response(null, about) : TextResponse.of(answer.bytes, about);
  };
  return {
    fetch: async (input, init) => {
      try {
        return await call(input, init);
      } catch (error) {
        fault = error;
        throw error;
      }
    },
    run: async (work) => {
      fault = null;
      try {
        return await work();
      } catch (error) {
        throw fault ?? error;
      }
    },
  };
}

function bodyText(body: RequestInit['body'], provider: ProviderKey): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  throw new ProviderError({ fault: 'rejected', provider, message: 'A body of this kind cannot be sent' });
}
