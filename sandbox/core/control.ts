import type { Json, JsonObject } from './json.js';
import type { Books } from './books/books.js';
import { PROXY_PROVIDER, type Faults } from './faults.js';
import { SandboxInputError, type SandboxAnswer, type SandboxProvider, type SandboxRequest } from './provider.js';
import type { SandboxProxies } from './proxies/proxies.js';
import type { Recorder } from './recorder.js';
import { GATEWAYS } from './sales.js';
import type { Timing } from './timing.js';
import type { WebhookSender } from './webhooks.js';

export interface ControlParts {
  providers: Map<string, SandboxProvider>;
  faults: Faults;
  recorder: Recorder;
  webhooks: WebhookSender;
  timing: Timing;
  books: Books;
  proxies: SandboxProxies;
}

const MOST_EVENTS = 10_000;

/** The control API under /_sandbox: what tests and the demo steer the sandbox with. Bad input is a 4xx with `error`. */
export class Control {
  private readonly routes: Record<string, (request: SandboxRequest) => Json | Promise<Json>>;

  constructor(private readonly parts: ControlParts) {
    const { faults, recorder, webhooks, timing, proxies } = parts;
    this.routes = {
      'GET /state': (request) => this.state(request.url.searchParams.get('detail') === 'true'),
      'GET /shops': () => this.shops(),
      'GET /ledger': (request) => this.ledger(request),
      'GET /faults': () => wire(faults.list()),
      'POST /faults': async (request) => {
        const fault = faults.add(jsonOf(request));
        await proxies.heedFaults();
        return wire(fault);
      },
      'DELETE /faults': async (request) => {
        const cleared = faults.clear(this.providerFilter(request) ?? undefined);
        await proxies.heedFaults();
        return { cleared };
      },
      'GET /proxies': (request) => ({
        proxies: proxies.list(),
        ports: request.url.searchParams.get('ports') === 'true' ? [...proxies.exits.used] : null,
      }),
      'GET /requests': (request) => wire(recorder.list(this.providerFilter(request), sinceOf(request))),
      'DELETE /requests': () => ({ cleared: recorder.clear() }),
      'GET /deliveries': (request) => wire(webhooks.list(this.providerFilter(request), sinceOf(request))),
      'DELETE /deliveries': () => ({ cleared: webhooks.clear() }),
      'POST /events': (request) => this.event(jsonOf(request)),
      'GET /timing': () => timing.report(),
      'DELETE /timing': () => {
        timing.reset();
        return { cleared: true };
      },
    };
  }

  /** `path` is what follows /_sandbox. */
  async handle(request: SandboxRequest, path: string): Promise<SandboxAnswer> {
    const route = this.routes[`${request.method} ${path}`];
    if (route === undefined) {
      const methods = Object.keys(this.routes).filter((name) => name.endsWith(` ${path}`));
      if (methods.length === 0) return answer(404, { error: `no ${path} here`, routes: Object.keys(this.routes) });
      return answer(405, { error: `${request.method} is not for ${path}`, routes: methods });
    }
    try {
      return answer(request.method === 'POST' && path === '/faults' ? 201 : 200, await route(request));
    } catch (error) {
      if (error instanceof SandboxInputError) return answer(error.status, { error: error.message });
      throw error;
    }
  }

  private state(detail: boolean): JsonObject {
    const state: JsonObject = {};
    for (const [key, provider] of this.parts.providers) {
      state[key] = { ...provider.state() };
      if (!detail) continue;
      const gateway = GATEWAYS.find((one) => one === key);
      const shown: JsonObject = { ...provider.state(), shops: wire(provider.detail()) };
      if (gateway !== undefined) shown.planted = wire(this.parts.books.of(gateway).planted);
      state[key] = shown;
    }
    state[PROXY_PROVIDER] = { ...this.parts.proxies.counts };
    return state;
  }

  /** The books of a payment service, as they are: what a service's answers are compared with. */
  private ledger(request: SandboxRequest): Json {
    const asked = request.url.searchParams.get('provider');
    const gateway = GATEWAYS.find((one) => one === asked);
    if (gateway === undefined) throw new SandboxInputError(`provider must be one of ${GATEWAYS.join(', ')}`);
    const { payments, refunds, disputes, entries, payouts, planted } = this.parts.books.of(gateway);
    return wire({ payments, refunds, disputes, entries, payouts, planted });
  }

  private shops(): JsonObject[] {
    return [...this.parts.providers].flatMap(([key, provider]) =>
      provider.shops().map((shop) => ({ provider: key, ...shop })),
    );
  }

  private async event(input: Json): Promise<JsonObject> {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new SandboxInputError('an event is a JSON object: { provider, type, … }');
    }
    const { provider: key, type, count, ...payload } = input;
    const provider = typeof key === 'string' ? this.parts.providers.get(key) : undefined;
    if (provider === undefined) {
      throw new SandboxInputError(`provider must be one of ${[...this.parts.providers.keys()].join(', ')}`);
    }
    if (typeof type !== 'string') throw new SandboxInputError('type must be the name of an event');
    if (count === undefined) return provider.event(type, payload);
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_EVENTS) {
      throw new SandboxInputError(`count must be a whole number from 1 to ${MOST_EVENTS}`);
    }
    const results: JsonObject[] = [];
    for (let i = 0; i < count; i++) results.push(await provider.event(type, payload));
    return { count, results };
  }

  private providerFilter(request: SandboxRequest): string | null {
    const provider = request.url.searchParams.get('provider');
    if (provider !== null && provider !== PROXY_PROVIDER && !this.parts.providers.has(provider)) {
      throw new SandboxInputError(
        `provider must be one of ${[...this.parts.providers.keys(), PROXY_PROVIDER].join(', ')}`,
      );
    }
    return provider;
  }
}

/** Plain data of this folder's interfaces, seen as JSON (interfaces lack the index signature that Json wants). */
function wire(value: object): Json {
  return value as unknown as Json;
}

function sinceOf(request: SandboxRequest): number {
  const since = request.url.searchParams.get('since');
  if (since === null) return 0;
  if (!/^\d{1,15}$/.test(since)) throw new SandboxInputError('since must be a seq');
  return Number(since);
}

function jsonOf(request: SandboxRequest): Json {
  try {
    return JSON.parse(request.body.toString('utf8')) as Json;
  } catch {
    throw new SandboxInputError('the body is not JSON');
  }
}

function answer(status: number, body: Json): SandboxAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
