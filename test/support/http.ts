export interface Answer {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  /** The parsed body; null when there is none or it is not JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the wire says is what the test is about to check
  body: any;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as JSON, with its content type. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  signal?: AbortSignal;
}

/** A client of the wire: every answer is an answer, whatever its status; only a broken connection throws. */
export class HttpClient {
  constructor(
    readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** The same client with more headers on every call. */
  with(headers: Record<string, string>): HttpClient {
    return new HttpClient(this.url, { ...this.headers, ...headers });
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.request('GET', path, options);
  }

  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.request('POST', path, { body, ...options });
  }

  put(path: string, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.request('PUT', path, { body, ...options });
  }

  delete(path: string, options?: CallOptions): Promise<Answer> {
    return this.request('DELETE', path, options);
  }

  /** What fetch itself answers: for bytes, and for forms. */
  fetch(path: string, init: { method?: string; body?: FormData } = {}): Promise<Response> {
    return fetch(this.url + path, { ...init, headers: this.headers });
  }

  async request(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const json = options.body !== undefined && options.raw === undefined;
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...this.headers, ...options.headers },
      ...(json ? { body: JSON.stringify(options.body) } : {}),
      ...(options.raw === undefined ? {} : { body: options.raw }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
