import type { JsonObject } from '../core/json.js';
import type { LedgerChange } from '../core/ledger.types.js';
import type {
  CreateProvider,
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
  SandboxShopDetail,
} from '../core/provider.js';
import { happen } from '../core/books/events.js';
import { accountDetail, countsOf } from '../core/books/summary.js';
import { answer, invalid, notFound, revokedAnswer, SquareRefusal, throttledAnswer } from './answers.js';
import { IdempotencyKeys } from './idempotency.js';
import { ROUTES, type Desk, type Route } from './routes.js';
import { Store } from './store.js';
import { Subscriptions } from './subscriptions.js';
import { MERCHANT_ID, mustAllow, PAYMENTS_TOKEN, PERSONAL_TOKEN, READING_TOKEN, tokenOf } from './tokens.js';

/** How long a card's bank takes to agree to a refund. */
const REFUND_MS = 25;

/** Square's v2 API over the books: what the product calls of it. */
export const createSquare: CreateProvider = (context) => new SquareSandbox(context);

class SquareSandbox implements SandboxProvider {
  readonly key = 'square';
  private readonly subscriptions: Subscriptions;
  private readonly writes: Record<string, number> = { refunds: 0, subscriptions: 0 };
  private readonly timers = new Set<NodeJS.Timeout>();
  private opened: Desk | null = null;

  constructor(private readonly context: SandboxContext) {
    this.subscriptions = new Subscriptions(context);
  }

  handle(request: SandboxRequest): Promise<SandboxAnswer> {
    try {
      return Promise.resolve(answer(200, this.answer(request)));
    } catch (error) {
      if (error instanceof SquareRefusal) return Promise.resolve(error.answer());
      throw error;
    }
  }

  state(): Record<string, number> {
    // The books are not made for a question that nobody asked.
    if (this.opened === null) return {};
    return {
      ...countsOf(this.opened.store.ledger),
      subscriptions: this.subscriptions.size,
    };
  }

  detail(): SandboxShopDetail[] {
    return [accountDetail(this.desk().store.ledger, this.writes)];
  }

  event(type: string, payload: JsonObject): Promise<JsonObject> {
    // The promise carries what it throws.
    return Promise.resolve().then(() => {
      const { store } = this.desk();
      if (type === 'webhook_secret_rolled') return { subscriptions: this.subscriptions.roll() };
      return happen(store.ledger, type, payload);
    });
  }

  throttled(): SandboxAnswer {
    return throttledAnswer();
  }

  revoked(): SandboxAnswer {
    return revokedAnswer();
  }

  shops(): JsonObject[] {
    const of = (access_token: string, may: string): JsonObject => ({
      shop: 'demo',
      account: MERCHANT_ID,
      mode: 'test',
      may,
      credentials: { access_token, environment: 'sandbox' },
    });
    return [of(PERSONAL_TOKEN, 'everything'), of(READING_TOKEN, 'read'), of(PAYMENTS_TOKEN, 'payments')];
  }

  close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    return Promise.resolve();
  }

  private answer(request: SandboxRequest): JsonObject {
    const token = tokenOf(request.headers);
    const version = request.headers['square-version'];
    if (version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version)) {
      throw invalid('INVALID_SQUARE_VERSION_FORMAT', 'The Square-Version header must be a date: YYYY-MM-DD.');
    }
    const { route, id } = routeOf(request);
    if (route.scope !== null) mustAllow(token, route.scope);
    return route.run({ desk: this.desk(), request, id, token });
  }

  private desk(): Desk {
    if (this.opened !== null) return this.opened;
    const store = new Store(this.context.ledger('square'));
    store.ledger.onChange((change) => this.changed(store, change));
    this.opened = {
      store,
      subscriptions: this.subscriptions,
      keys: new IdempotencyKeys(),
      wrote: (kind) => (this.writes[kind] = (this.writes[kind] ?? 0) + 1),
      settle: (refund_id) => this.settle(store, refund_id),
    };
    return this.opened;
  }

  private settle(store: Store, refund_id: string): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const refund = store.ledger.refundOf(refund_id);
      if (refund?.status === 'pending') store.ledger.finish(refund, 'succeeded');
    }, REFUND_MS);
    this.timers.add(timer);
  }

  private changed(store: Store, change: LedgerChange): void {
    store.note(change);
    const { subscriptions } = this;
    if (change.kind === 'payment') {
      const type = change.is_new ? 'payment.created' : 'payment.updated';
      subscriptions.tell(type, change.payment.id, 'payment', store.payment(change.payment));
    } else if (change.kind === 'refund') {
      const type = change.is_new ? 'refund.created' : 'refund.updated';
      subscriptions.tell(type, change.refund.id, 'refund', store.refund(change.refund));
      const payment = store.ledger.payment(change.refund.payment_id);
      if (payment !== undefined) subscriptions.tell('payment.updated', payment.id, 'payment', store.payment(payment));
    } else if (change.kind === 'dispute') {
      const type = change.is_new ? 'dispute.created' : 'dispute.state.updated';
      subscriptions.tell(type, change.dispute.id, 'dispute', store.dispute(change.dispute));
    } else {
      const types = change.is_new ? ['payout.sent', 'payout.paid'] : ['payout.paid'];
      for (const type of types) subscriptions.tell(type, change.payout.id, 'payout', store.payout(change.payout));
    }
  }
}

/** Throws SquareRefusal: 404 for a path that is not Square's, 405 for another method. */
function routeOf({ method, path }: SandboxRequest): { route: Route; id: string } {
  const matching = ROUTES.filter((route) => route.pattern.test(path));
  const route = matching.find((one) => one.method === method);
  if (route !== undefined) return { route, id: decodeURIComponent(route.pattern.exec(path)?.[1] ?? '') };
  if (matching.length === 0) throw notFound('API endpoint for URL path not found.');
  throw new SquareRefusal(405, 'INVALID_REQUEST_ERROR', 'METHOD_NOT_ALLOWED', `${method} is not for ${path}.`);
}
