import { happen } from '../core/books/events.js';
import { accountDetail, countsOf } from '../core/books/summary.js';
import type { Json, JsonObject } from '../core/json.js';
import type {
  CreateProvider,
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
  SandboxShopDetail,
} from '../core/provider.js';
import { ACCOUNT_ID, APPS, Tokens } from './apps.js';
import { PaypalBooks } from './books.js';
import { eventOf } from './events.js';
import { answer, badRequest, invalidClient, rateLimited, Refusal, unauthenticated } from './refusal.js';
import { type Desk, routeOf } from './routes.js';
import { CERTIFICATES, Webhooks } from './webhooks.js';

/** PayPal's REST API over the books: what the product calls of it. */
export const createPaypal: CreateProvider = (context) => new PaypalSandbox(context);

class PaypalSandbox implements SandboxProvider {
  readonly key = 'paypal';
  private readonly tokens = new Tokens();
  private readonly webhooks: Webhooks;
  private readonly writes = { refunds: 0, webhooks: 0 };
  /** What was answered to a PayPal-Request-Id, by its path. */
  private readonly replays = new Map<string, SandboxAnswer>();
  private opened: Desk | null = null;
  private events = 0;

  constructor(private readonly context: SandboxContext) {
    this.webhooks = new Webhooks(context);
  }

  handle(request: SandboxRequest): Promise<SandboxAnswer> {
    try {
      return Promise.resolve(this.answer(request));
    } catch (error) {
      if (error instanceof Refusal) return Promise.resolve(answer(error.status, error.body));
      throw error;
    }
  }

  state(): Record<string, number> {
    // The books are not made for a question that nobody asked.
    if (this.opened === null) return {};
    return {
      ...countsOf(this.opened.books.ledger),
      webhooks: this.webhooks.count(),
    };
  }

  detail(): SandboxShopDetail[] {
    return [accountDetail(this.desk().books.ledger, this.writes)];
  }

  event(type: string, payload: JsonObject): Promise<JsonObject> {
    // The promise carries what `happen` throws.
    return Promise.resolve().then(() => {
      if (type !== 'tokens_ended') return happen(this.desk().books.ledger, type, payload);
      this.tokens.end();
      return {};
    });
  }

  throttled(): SandboxAnswer {
    const { status, body } = rateLimited();
    return answer(status, body);
  }

  revoked(request: SandboxRequest): SandboxAnswer {
    const { status, body } = request.path === '/v1/oauth2/token' ? invalidClient() : unauthenticated();
    return answer(status, body);
  }

  shops(): JsonObject[] {
    return APPS.map(({ client_id, client_secret, may }) => ({
      shop: 'demo',
      account: ACCOUNT_ID,
      may,
      credentials: { client_id, client_secret, environment: 'sandbox' },
    }));
  }

  private answer(request: SandboxRequest): SandboxAnswer {
    if (request.method === 'POST' && request.path === '/v1/oauth2/token') return this.tokens.grant(request);
    if (request.method === 'GET' && request.path.startsWith(CERTIFICATES)) {
      const pem = this.webhooks.certificate(request.path.slice(CERTIFICATES.length));
      return pem === undefined
        ? { status: 404, body: '' }
        : { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: pem };
    }
    const { route, id } = routeOf(request);
    this.tokens.mustAllow(request, route.scopes);
    const replay = `${request.method} ${request.path} ${request.headers['paypal-request-id'] ?? ''}`;
    const kept = route.replays === true ? this.replays.get(replay) : undefined;
    if (kept !== undefined) return kept;
    const made = route.run(this.desk(), { request, id, body: route.hasBody === true ? bodyOf(request) : null });
    if (route.counts !== undefined) this.writes[route.counts] += 1;
    if (route.replays === true && 'paypal-request-id' in request.headers) this.replays.set(replay, made);
    return made;
  }

  private desk(): Desk {
    if (this.opened !== null) return this.opened;
    const books = new PaypalBooks(this.context.ledger('paypal'), this.context);
    const origin = `${this.context.url()}/paypal`;
    books.ledger.onChange((change) => {
      const event = eventOf(books, change, ++this.events, origin);
      if (event !== null) this.webhooks.send(event);
    });
    this.opened = { books, webhooks: this.webhooks, origin };
    return this.opened;
  }
}

function bodyOf(request: SandboxRequest): Json {
  if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) {
    const message = 'The server does not support the request payload’s media type.';
    throw new Refusal(415, { name: 'UNSUPPORTED_MEDIA_TYPE', message, debug_id: 'f0' });
  }
  try {
    return request.body.length === 0 ? {} : (JSON.parse(request.body.toString('utf8')) as Json);
  } catch {
    throw badRequest('MALFORMED_REQUEST_JSON', 'The request JSON is not well formed.', '/', 'body');
  }
}
