import type { Faults } from './faults.js';
import type { WebhookSend } from './provider.js';

export interface DeliveryAttempt {
  at: string;
  /** Null when no answer came. */
  status: number | null;
  error: string | null;
  duration_ms: number;
}

/** One delivery as GET /_sandbox/deliveries lists it. */
export interface Delivery {
  seq: number;
  at: string;
  provider: string;
  shop: string;
  topic: string;
  url: string;
  delivery_id: string;
  outcome: 'pending' | 'delivered' | 'failed' | 'dropped' | 'empty';
  /** The fault that struck it. */
  fault: string | null;
  attempts: DeliveryAttempt[];
}

const KEPT = 20_000;
/** A delivery held back for its successor is sent after this long when none comes. */
const REORDER_WAIT_MS = 400;

/** Sends webhooks as real HTTP POSTs: in order per address, retries beside that order, through the faults. */
export class WebhookSender {
  private deliveries: Delivery[] = [];
  private seq = 0;
  private readonly queues = new Map<string, Promise<void>>();
  private readonly held = new Map<string, { send: () => void; timer: NodeJS.Timeout }>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly stop = new AbortController();

  constructor(private readonly faults: Faults) {}

  deliver(send: WebhookSend): void {
    const fault = this.faults.onWebhook(send.provider, send.url);
    const delivery = this.record(send, fault);
    if (fault === 'drop_webhooks') {
      delivery.outcome = 'dropped';
      return;
    }
    const queueKey = `${send.provider} ${send.url}`;
    if (fault === 'reorder_webhooks') {
      this.release(queueKey);
      const timer = setTimeout(() => this.release(queueKey), REORDER_WAIT_MS);
      this.held.set(queueKey, { send: () => this.enqueue(queueKey, send, delivery), timer });
      return;
    }
    this.enqueue(queueKey, send, delivery);
    if (fault === 'duplicate_webhooks') this.enqueue(queueKey, send, this.record(send, fault));
    this.release(queueKey);
  }

  list(provider: string | null, since: number): Delivery[] {
    return this.deliveries
      .slice(-KEPT)
      .filter((delivery) => delivery.seq > since && (provider === null || delivery.provider === provider));
  }

  clear(): number {
    const count = this.deliveries.length;
    this.deliveries = [];
    return count;
  }

  close(): void {
    this.stop.abort();
    for (const timer of this.timers) clearTimeout(timer);
    for (const { timer } of this.held.values()) clearTimeout(timer);
    this.held.clear();
  }

  private release(queueKey: string): void {
    const held = this.held.get(queueKey);
    if (held === undefined) return;
    this.held.delete(queueKey);
    clearTimeout(held.timer);
    held.send();
  }

  private record(send: WebhookSend, fault: string | null): Delivery {
    const delivery: Delivery = {
      seq: ++this.seq,
      at: new Date().toISOString(),
      provider: send.provider,
      shop: send.shop,
      topic: send.topic,
      url: send.url,
      delivery_id: send.delivery_id,
      outcome: 'pending',
      fault,
      attempts: [],
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length >= KEPT + 1000) this.deliveries = this.deliveries.slice(-KEPT);
    return delivery;
  }

  private enqueue(queueKey: string, send: WebhookSend, delivery: Delivery): void {
    const before = this.queues.get(queueKey) ?? Promise.resolve();
    const after = before.then(() => this.attempt(send, delivery));
    this.queues.set(queueKey, after);
    void after.then(() => {
      if (this.queues.get(queueKey) === after) this.queues.delete(queueKey);
    });
  }

  private async attempt(send: WebhookSend, delivery: Delivery): Promise<void> {
    if (this.stop.signal.aborted) return;
    const made = send.build(delivery.attempts.length + 1);
    if (made === null) {
      delivery.outcome = 'empty';
      return;
    }
    const attempt = await this.post(send, made);
    delivery.attempts.push(attempt);
    const attempts = delivery.attempts.length;
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      delivery.outcome = 'delivered';
      send.settled?.({ delivered: true, status: attempt.status, attempts });
      return;
    }
    const delay = send.retry_delays_ms[attempts - 1];
    if (delay === undefined) {
      delivery.outcome = 'failed';
      send.settled?.({ delivered: false, status: attempt.status, attempts });
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.attempt(send, delivery);
    }, delay);
    this.timers.add(timer);
  }

  private async post(
    send: WebhookSend,
    made: { headers: Record<string, string>; body: string | Buffer },
  ): Promise<DeliveryAttempt> {
    const started = performance.now();
    const attempt: DeliveryAttempt = { at: new Date().toISOString(), status: null, error: null, duration_ms: 0 };
    try {
      const response = await fetch(send.url, {
        method: 'POST',
        headers: made.headers,
        body: typeof made.body === 'string' ? made.body : new Uint8Array(made.body),
        redirect: 'manual',
        signal: AbortSignal.any([this.stop.signal, AbortSignal.timeout(send.timeout_ms)]),
      });
      attempt.status = response.status;
      await response.arrayBuffer();
    } catch (error) {
      attempt.error = reasonOf(error);
    }
    attempt.duration_ms = Math.round(performance.now() - started);
    return attempt;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
