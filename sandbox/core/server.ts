import { pngOf } from './ads/pictures.js';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PROVIDERS } from '../providers.js';
import { Books } from './books/books.js';
import { Control } from './control.js';
import { Faults, PROXY_PROVIDER, type Strike } from './faults.js';
import type { SandboxAnswer, SandboxContext, SandboxProvider, SandboxRequest } from './provider.js';
import { SandboxProxies } from './proxies/proxies.js';
import { Recorder, type RecordedRequest } from './recorder.js';
import { Timing } from './timing.js';
import { WebhookSender } from './webhooks.js';
import { readUrl } from './read-url.js';

export interface SandboxOptions {
  /** 0 (default): any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  seed?: number;
  /** Per shop; default 2,000. */
  orders?: number;
  /** Per shop; default 200. */
  products?: number;
  /** Settings that providers read, before the environment. */
  settings?: Record<string, string>;
  /** Whether the list of requests tells what was answered, too; default false: it is much. */
  keep_answers?: boolean;
}

export interface Sandbox {
  /** Its origin, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;
const BROKEN = { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>500 Internal Server Error</h1>' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Starts the sandbox. Rejects when the port is taken. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new SandboxServer(options);
  await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return { url: server.url, close: () => server.close() };
}

class SandboxServer {
  url = '';
  private readonly providers = new Map<string, SandboxProvider>();
  private readonly faults: Faults;
  private readonly recorder: Recorder;
  private readonly timing = new Timing();
  private readonly webhooks: WebhookSender;
  private readonly proxies: SandboxProxies;
  private readonly control: Control;
  private readonly http = createServer((message, response) => {
    this.serve(message, response).catch((error: unknown) => this.fail(error, response));
  });

  constructor(options: SandboxOptions) {
    const seed = options.seed ?? 1;
    this.recorder = new Recorder(options.keep_answers);
    this.faults = new Faults(seed, () => [...this.providers.keys(), PROXY_PROVIDER]);
    this.proxies = new SandboxProxies(this.faults);
    this.webhooks = new WebhookSender(this.faults);
    const { providers, faults, recorder, webhooks, timing, proxies } = this;
    const books = new Books(seed, () => [...providers.values()].flatMap((provider) => [...(provider.sales?.() ?? [])]));
    const context: SandboxContext = {
      seed,
      orders: options.orders ?? 2000,
      products: options.products ?? 200,
      url: () => this.url,
      deliver: (delivery) => webhooks.deliver(delivery),
      ledger: (gateway) => books.of(gateway),
      sold: (sale) => books.sold(sale),
      setting: (name) => options.settings?.[name] ?? process.env[name],
      spent: (provider, ms) => timing.background(provider, ms),
    };
    for (const create of PROVIDERS) {
      const provider = create(context);
      providers.set(provider.key, provider);
    }
    this.control = new Control({ providers, faults, recorder, webhooks, timing, books, proxies });
    // Longer than clients keep idle sockets: a socket closed under a client's next request is a fault nobody asked for.
    this.http.keepAliveTimeout = 75_000;
  }

  async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, host, resolve);
    });
    const { port: bound } = this.http.address() as AddressInfo;
    const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    this.url = `http://${shown}:${bound}`;
    await this.proxies.listen(host);
  }

  async close(): Promise<void> {
    this.webhooks.close();
    this.faults.clear();
    await this.proxies.close();
    const closed = new Promise<void>((resolve) => this.http.close(() => resolve()));
    this.http.closeAllConnections();
    await closed;
    for (const provider of this.providers.values()) await provider.close?.();
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await this.read(message, response);
    if (request === null) return;
    const [, prefix = ''] = request.path.split('/', 2);
    const rest = request.path.slice(prefix.length + 1);
    if (prefix === '_sandbox') {
      await this.send(response, await this.control.handle(request, rest), request.method);
      return;
    }
    if (prefix === 'echo') {
      await this.send(response, this.echo(request, message), request.method);
      return;
    }
    const picture = prefix === 'pictures' ? pictureAt(rest) : null;
    if (picture !== null) {
      await this.send(response, picture, request.method);
      return;
    }
    const provider = this.providers.get(prefix);
    if (provider === undefined) {
      const about = { sandbox: 'a local stand-in, not the real services', prefixes: [...this.providers.keys()] };
      const status = request.path === '/' ? 200 : 404;
      await this.send(response, { status, headers: JSON_TYPE, body: JSON.stringify(about) }, request.method);
      return;
    }
    const target = request.url.pathname + request.url.search;
    const record = this.recorder.begin(prefix, request.method, target, request.headers, request.body);
    const strike = this.faults.onRequest(prefix, target, request.method);
    await this.answer(provider, { ...request, path: rest }, strike, record, response);
  }

  /** Tells a caller how it looks from outside: its address, that address's country, and the headers that arrived. */
  private echo({ headers, method }: SandboxRequest, { socket }: IncomingMessage): SandboxAnswer {
    const known = this.proxies.exits.of(socket.remotePort);
    if (known === undefined) this.proxies.counts.echoed_directly++;
    const exit = known ?? { ip: socket.remoteAddress ?? '', country: null };
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify({ ...exit, method, headers }) };
  }

  private async answer(
    provider: SandboxProvider,
    request: SandboxRequest,
    strike: Strike | null,
    record: RecordedRequest,
    response: ServerResponse,
  ): Promise<void> {
    const kind = strike?.fault.kind;
    if (kind === 'timeout') {
      await this.faults.cleared();
      response.destroy();
      return;
    }
    if (strike !== null && kind === 'reset' && strike.random.chance(0.34)) {
      response.destroy();
      return;
    }
    if (strike !== null && kind === 'slow') await sleep(strike.fault.delay_ms);
    let answer = refusalBy(provider, request, kind) ?? (await this.handled(provider, request));
    if (strike !== null && kind === 'reset') {
      this.cutOff(response, answer, strike.random.chance(0.5));
      return;
    }
    if (strike !== null && kind === 'malformed') answer = garbled(answer, strike.random.int(0, 2));
    this.recorder.end(record, answer);
    await this.send(response, answer, request.method);
  }

  private async handled(provider: SandboxProvider, request: SandboxRequest): Promise<SandboxAnswer> {
    const started = performance.now();
    try {
      return await provider.handle(request);
    } finally {
      this.timing.request(provider.key, performance.now() - started);
    }
  }

  /** The work is done, but the answer is lost on its way, whole or in the middle. */
  private cutOff(response: ServerResponse, answer: SandboxAnswer, half: boolean): void {
    const bytes = firstBytes(answer);
    if (!half || bytes === null) {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Math.max(bytes.length, 2)) });
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
  }

  private async send(response: ServerResponse, answer: SandboxAnswer, method: string): Promise<void> {
    const { body } = answer;
    if (typeof body === 'string' || Buffer.isBuffer(body)) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length) });
      response.end(method === 'HEAD' ? undefined : bytes);
      return;
    }
    response.writeHead(answer.status, answer.headers);
    // A caller that goes away in the middle of a stream is its own business.
    await pipeline(body, response).catch(() => undefined);
  }

  private async read(message: IncomingMessage, response: ServerResponse): Promise<SandboxRequest | null> {
    const method = message.method ?? 'GET';
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_LIMIT) {
        await this.send(
          response,
          { status: 413, headers: JSON_TYPE, body: '{"error":"the body is too large"}' },
          method,
        );
        return null;
      }
      chunks.push(chunk);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(message.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    const target = message.url ?? '/';
    const address = `http://${headers.host ?? 'localhost'}${target}`;
    if (!target.startsWith('/') || readUrl(address) === null) {
      await this.send(
        response,
        { status: 400, headers: JSON_TYPE, body: '{"error":"the address cannot be read"}' },
        method,
      );
      return null;
    }
    const path = target.split(/[?#]/, 1)[0] ?? '/';
    return { method, url: new URL(address), path, headers, body: Buffer.concat(chunks) };
  }

  private fail(error: unknown, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? message) : message}\n`);
    response.writeHead(500, JSON_TYPE);
    response.end(JSON.stringify({ error: `defect in the sandbox: ${message}` }));
  }
}

/** The answer of a service that does not come to work at all, or null. */
function refusalBy(provider: SandboxProvider, request: SandboxRequest, kind?: string): SandboxAnswer | null {
  if (kind === 'rate_limit') return provider.throttled(request);
  if (kind === 'auth_revoked') return provider.revoked(request);
  return kind === 'error_500' ? (provider.broken?.(request) ?? BROKEN) : null;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function firstBytes(answer: SandboxAnswer): Buffer | null {
  if (typeof answer.body === 'string') return Buffer.from(answer.body);
  if (Buffer.isBuffer(answer.body)) return answer.body;
  answer.body.destroy();
  return null;
}

/** 200 with a body that its content type does not promise: cut off, another format, or nothing. */
function garbled(answer: SandboxAnswer, way: number): SandboxAnswer {
  const bytes = firstBytes(answer);
  const cut = bytes === null ? '{"id":"gid://cut' : bytes.subarray(0, Math.max(1, Math.floor(bytes.length * 0.6)));
  const bodies = [cut, '<!doctype html><title>Just a moment</title>', ''];
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-range'),
  );
  return { status: 200, headers, body: bodies[way] ?? '' };
}

/** `/anything-1200x628.png`: a picture of that size; null for other paths. */
function pictureAt(path: string): SandboxAnswer | null {
  const [, name, width, height] = /^\/([\w-]{1,100})-(\d{1,4})x(\d{1,4})\.png$/.exec(path) ?? [];
  if (name === undefined) return null;
  const body = pngOf(Math.max(1, Number(width)), Math.max(1, Number(height)), name);
  return { status: 200, headers: { 'content-type': 'image/png' }, body };
}
