import type {
  CreateProvider,
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
} from '../core/provider.js';
import { happen } from '../core/books/events.js';
import type { JsonObject } from '../core/json.js';
import { accountDetail, countsOf } from '../core/books/summary.js';
import { Endpoints } from './endpoints.js';
import { expanded } from './expand.js';
import { fieldsOf, listIn, onlyThese } from './form.js';
import { History } from './history.js';
import { IdempotencyKeys } from './idempotency.js';
import { ACCOUNT_ID, keyOf, masked, mustAllow, SANDBOX_KEYS } from './keys.js';
import { answer, Refusal, refused } from './refusal.js';
import { type Desk, type Route, ROUTES } from './routes.js';
import { Store } from './store.js';

const VERSION = /^\d{4}-\d\d-\d\d(\.[a-z]+)?$/;

/** Stripe's v1 API over the books: what the product calls of it. */
export const createStripe: CreateProvider = (context) => {
  const stripe = new StripeSandbox(context);
  return stripe.provider();
};

class StripeSandbox {
  private readonly endpoints: Endpoints;
  private readonly keys = new IdempotencyKeys();
  private readonly writes = { refunds: 0, webhook_endpoints: 0 };
  private opened: Desk | null = null;

  constructor(private readonly context: SandboxContext) {
    this.endpoints = new Endpoints(context);
  }

  provider(): SandboxProvider {
    return {
      key: 'stripe',
      handle: (request) => Promise.resolve(this.handle(request)),
      state: () => this.state(),
      detail: () => [accountDetail(this.desk().store.ledger, this.writes)],
      event: (type, payload) => Promise.resolve().then(() => this.event(type, payload)),
      throttled: () =>
        answer(
          429,
          { error: { code: 'rate_limit', message: 'Request rate limit exceeded.', type: 'invalid_request_error' } },
          { 'stripe-rate-limited-reason': 'endpoint-rate', 'stripe-should-retry': 'true' },
        ),
      revoked: (request) => {
        const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
        return refused(new Refusal(401, `Expired API Key provided: ${masked(key)}`, { code: 'api_key_expired' }));
      },
      shops: () => [
        {
          shop: 'demo',
          account: ACCOUNT_ID,
          credentials: { secret_key: SANDBOX_KEYS.everything },
          other_credentials: [{ secret_key: SANDBOX_KEYS.read }, { secret_key: SANDBOX_KEYS.charges }],
          notes: 'the first of the other keys may read everything, the second may read charges only',
        },
      ],
    };
  }

  private event(type: string, payload: JsonObject): JsonObject {
    const { store, endpoints } = this.desk();
    // New signing secrets; the old ones sign beside them.
    if (type === 'webhook_secret_rolled') return { endpoints: endpoints.roll() };
    return happen(store.ledger, type, payload);
  }

  private handle(request: SandboxRequest): SandboxAnswer {
    try {
      const key = keyOf(request.headers);
      const found = routeOf(request);
      if (found === null) {
        const words = `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
        throw new Refusal(404, words);
      }
      mustAllow(key, found.route.permission);
      const version = request.headers['stripe-version'];
      if (version !== undefined && !VERSION.test(version)) {
        throw new Refusal(400, `Invalid Stripe API version: ${version}`);
      }
      return this.keys.replay(request) ?? this.carryOut(request, found);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  }

  private carryOut(request: SandboxRequest, { route, name, id }: FoundRoute): SandboxAnswer {
    try {
      const isPost = request.method === 'POST';
      const fields = fieldsOf(isPost ? request.body.toString('utf8') : request.url.search.slice(1));
      onlyThese(fields, route.params);
      const desk = this.desk();
      const paths = listIn(fields, 'expand');
      const result = expanded(route.run(desk, fields, id), paths, desk.store);
      if (name === 'POST /v1/refunds') this.writes.refunds += 1;
      if (name === 'POST /v1/webhook_endpoints') this.writes.webhook_endpoints += 1;
      return this.keys.keep(request, answer(200, result));
    } catch (error) {
      if (error instanceof Refusal && error.is_outcome) return this.keys.keep(request, refused(error));
      throw error;
    }
  }

  private state(): Record<string, number> {
    // The books are not made for a question that nobody asked.
    if (this.opened === null) return {};
    return {
      ...countsOf(this.opened.store.ledger),
      webhook_endpoints: this.endpoints.all().length,
    };
  }

  private desk(): Desk {
    if (this.opened !== null) return this.opened;
    const ledger = this.context.ledger('stripe');
    const store = new Store(ledger, this.context.seed);
    const history = new History(store, (event) => this.endpoints.send(event));
    ledger.onChange((change) => history.note(change));
    this.opened = { store, history, endpoints: this.endpoints };
    return this.opened;
  }
}

interface FoundRoute {
  route: Route;
  name: string;
  id: string;
}

function routeOf({ method, path }: SandboxRequest): FoundRoute | null {
  const exact = ROUTES[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, name: `${method} ${path}`, id: '' };
  const [, list = '', id = ''] = /^(\/v1\/[a-z_]+)\/([^/]+)$/.exec(path) ?? [];
  const name = `${method} ${list}/:id`;
  const route = ROUTES[name];
  return route === undefined ? null : { route, name, id: decodeURIComponent(id) };
}
