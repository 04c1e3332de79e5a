import type { Readable } from 'node:stream';
import type { JsonObject } from './json.js';
import type { Ledger } from './ledger.types.js';
import type { Gateway, SandboxSale } from './sales.js';

/**
 * The contract between the sandbox's core (server, faults, recorder, control API, webhook sender) and the
 * providers that it stands in for. A provider lives in `sandbox/<key>/provider.ts`, exports a
 * {@link CreateProvider}, and is listed in `sandbox/providers.ts`. It knows nothing of sockets or faults:
 * a request goes in, an answer comes out.
 */

/** What arrived under the provider's prefix. */
export interface SandboxRequest {
  /** Upper case. */
  method: string;
  /** Absolute, as the caller wrote it (scheme `http`, host from the Host header, query included). */
  url: URL;
  /** The undecoded path after the provider's prefix, without query: `/demo/wp-json/wc/v3/orders`. */
  path: string;
  /** Lower-case names; repeated headers joined with `, `. */
  headers: Record<string, string>;
  /** Raw bytes; empty when there was no body. */
  body: Buffer;
}

export interface SandboxAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as is; a Readable is streamed, and destroyed when the caller goes away. */
  body: string | Buffer | Readable;
}

/**
 * Things that can happen at a shop platform: the same names for every platform, for POST /_sandbox/events.
 * The payload may say which record (`order_id`, `product_id`: the platform's own ids); without it the
 * provider picks one that fits, in an order that its seed decides. The answer names what was touched:
 * `{ order_id }` or `{ product_id }` and what else is worth knowing. Each event changes the provider's data,
 * bumps the record's modification time as the platform would, and sends the webhooks that it would send.
 */
export const PLATFORM_EVENTS = [
  'order_placed',
  'order_updated',
  'order_cancelled',
  'order_shipped',
  'order_delivered',
  'order_refunded',
  'order_deleted',
  'product_created',
  'product_updated',
  'product_deleted',
  'inventory_changed',
] as const;
export type PlatformEvent = (typeof PLATFORM_EVENTS)[number];

/** Bad input to the control API: answered 400 with this message (404 when `status` says so). */
export class SandboxInputError extends Error {
  constructor(
    message: string,
    readonly status: 400 | 404 = 400,
  ) {
    super(message);
    this.name = 'SandboxInputError';
  }
}

/** What is to happen by this name. Throws SandboxInputError that tells the names that there are. */
export function eventNamed<T>(events: Record<string, T>, type: string): T {
  const event = Object.hasOwn(events, type) ? events[type] : undefined;
  if (event !== undefined) return event;
  throw new SandboxInputError(`unknown event ${type}; known: ${Object.keys(events).join(', ')}`);
}

/** What is in one shop, to compare a sync's result with: GET /_sandbox/state?detail=true. */
export interface SandboxShopDetail {
  /** The shop's name in the path. */
  shop: string;
  orders: number;
  products: number;
  /** Sum of the orders' totals as placed (refunds do not lower them) per currency of the shop's books: decimal text. */
  totals: Record<string, string>;
  /** The same per currency that the customer saw, where the platform keeps both (Shopify's presentment money). */
  presentment_totals?: Record<string, string>;
  /** The ids that a sync stores as `platform_order_id` and `platform_product_id`. */
  order_ids: string[];
  product_ids: string[];
  /** How many records callers wrote over the API since it started, by kind: what tests of "exactly once" count. */
  writes?: Record<string, number>;
  /** Live fulfilments of all orders together. */
  fulfillments?: number;
  /** An advertising account: what was spent in all, decimal text in its currency, and what is in it. */
  spend?: string;
  currency?: string;
  campaign_ids?: string[];
  ad_set_ids?: string[];
  ad_ids?: string[];
  image_ids?: string[];
}

export interface SandboxProvider {
  /** `shopify`; its prefix is `/` + key. */
  readonly key: string;
  /** Answers as the service would, refusals included; throws only on its own defect (500). */
  handle(request: SandboxRequest): Promise<SandboxAnswer>;
  /** Records of all its shops together, at least `{ orders, products }` for a shop platform. */
  state(): Record<string, number>;
  /** One entry a shop. */
  detail(): SandboxShopDetail[];
  /** Something happens at the platform. Throws SandboxInputError on an unknown type or record. */
  event(type: string, payload: JsonObject): Promise<JsonObject>;
  /** What its refusal of too many calls looks like (Shopify: HTTP 200 THROTTLED for GraphQL). */
  throttled(request: SandboxRequest): SandboxAnswer;
  /** What its refusal of revoked credentials looks like. */
  revoked(request: SandboxRequest): SandboxAnswer;
  /** What its own failure looks like; absent: a bare web page with 500. */
  broken?(request: SandboxRequest): SandboxAnswer;
  /** Connection data of its shops with the sandbox's credentials, for GET /_sandbox/shops. */
  shops(): JsonObject[];
  /** A shop platform's orders that were paid by one of the payment services, as they are now. */
  sales?(): Iterable<SandboxSale>;
  /** Ends timers and removes files. */
  close?(): Promise<void>;
}

/** One webhook that a provider wants sent. */
export interface WebhookSend {
  provider: string;
  shop: string;
  /** The topic as the provider says it. */
  topic: string;
  /** Where the caller registered it. */
  url: string;
  /** The provider's own id of this delivery; the same over retries. */
  delivery_id: string;
  /**
   * Headers (signature and content type included) and body, asked for at each attempt, because some
   * platforms build the payload when they send it. Null: there is nothing to send any more.
   */
  build(attempt: number): { headers: Record<string, string>; body: string | Buffer } | null;
  /** Milliseconds to wait before each further attempt after a failure; empty: never sent again. */
  retry_delays_ms: number[];
  /** Milliseconds until an attempt counts as failed. */
  timeout_ms: number;
  /** Called once, when it was delivered (2xx) or given up; not called for a delivery that a fault dropped. */
  settled?(outcome: { delivered: boolean; status: number | null; attempts: number }): void;
}

/** What a provider is made with. */
export interface SandboxContext {
  /** Data comes from this number alone, never from the wall clock: the same seed, the same bytes. */
  seed: number;
  /** Orders and products per shop. */
  orders: number;
  products: number;
  /** The sandbox's own origin (`http://127.0.0.1:4010`), known once it listens. */
  url(): string;
  /** Sends a webhook through the drop, duplicate and reorder faults, with its retries; records the outcome. */
  deliver(delivery: WebhookSend): void;
  /** A setting from the environment (`SANDBOX_SHOPIFY_RESTORE`), or undefined. */
  setting(name: string): string | undefined;
  /** The books of a payment service, made at their first use from the sales of all shops. */
  ledger(gateway: Gateway): Ledger;
  /**
   * A shop's order was changed: what was paid or refunded anew comes into the books. The sale is asked for only where there are
   * books; null: the order was not paid by one of the services.
   */
  sold(sale: () => SandboxSale | null): void;
  /** Adds milliseconds of work done outside `handle` (a bulk export) to GET /_sandbox/timing. */
  spent(provider: string, ms: number): void;
}

export type CreateProvider = (context: SandboxContext) => SandboxProvider;
