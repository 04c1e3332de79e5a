import { createRandom, epochOf, seedOf, type Random } from '../core/random.js';
import type { SandboxContext } from '../core/provider.js';
import { Buyers } from './buyers.js';
import { Catalog } from './catalog.js';
import { Links } from './links.js';
import { OrderNotes } from './notes.js';
import { Orders } from './orders.js';
import type { ApiKey } from './oauth.js';
import type { ViewContext } from './product-view.js';
import { TAGS, type Term } from './vocabulary.js';
import { Webhooks } from './webhooks.js';
import type { JsonObject } from '../core/json.js';

export const DEMO_SHOP = 'demo';

/** Not secrets: whoever reads them here may use them, against the sandbox only. */
export const API_KEYS: readonly ApiKey[] = [
  { consumer_key: 'ck_sandbox_demo', consumer_secret: 'cs_sandbox_demo', permissions: 'read_write' },
  { consumer_key: 'ck_sandbox_readonly', consumer_secret: 'cs_sandbox_readonly', permissions: 'read' },
];

const FIRST_FREE_ID = 920_000_000;

/** One WordPress site with its shop. */
export class Site {
  readonly name = 'Demo & Sons "Outfitters"';
  readonly catalog: Catalog;
  readonly buyers: Buyers;
  readonly orders: Orders;
  readonly notes: OrderNotes;
  readonly tags: Term[] = TAGS.map((term) => ({ ...term }));
  /** Pictures that were brought in over the API, as products show them. */
  readonly pictures = new Map<number, JsonObject>();
  readonly webhooks: Webhooks;
  /** How many records were written over the API, by kind: what tests of "exactly once" count. */
  readonly writes: Record<string, number> = {};
  /** Decides which records events touch when they do not say. */
  readonly dice: Random;
  private seconds: number;
  private lastFreeId = FIRST_FREE_ID;
  private held: Links | null = null;

  constructor(
    readonly context: SandboxContext,
    readonly shop: string,
  ) {
    const epoch = epochOf(context.seed) / 1000;
    this.seconds = epoch;
    this.catalog = new Catalog(context.seed, context.products, epoch);
    this.buyers = new Buyers(context.seed, context.orders, epoch);
    this.orders = new Orders(context.seed, shop, context.orders, epoch, this.catalog, this.buyers, () => this.links);
    this.notes = new OrderNotes(
      () => this.now,
      () => this.links,
      (index) => this.orders.idOf(index),
    );
    this.dice = createRandom(seedOf(context.seed, 'woo-events'));
    this.webhooks = new Webhooks(
      context,
      shop,
      () => this.links.home,
      () => this.now,
    );
  }

  /** The shop's time in seconds: it stands still but for what happens in it. */
  get now(): number {
    return this.seconds;
  }

  /** A second passes, so that what happens now is later than all before. */
  tick(): number {
    this.seconds += 1;
    return this.seconds;
  }

  /** For what is made over the API and has no range of ids of its own (meta fields, terms, pictures). */
  freeId(): number {
    this.lastFreeId += 1;
    return this.lastFreeId;
  }

  wrote(kind: string): void {
    this.writes[kind] = (this.writes[kind] ?? 0) + 1;
  }

  /** Addresses are known once the sandbox listens. */
  get links(): Links {
    const home = `${this.context.url()}/woocommerce/${this.shop}`;
    if (this.held?.home !== home) this.held = new Links(home);
    return this.held;
  }

  get view(): ViewContext {
    return { catalog: this.catalog, links: this.links, now: this.seconds };
  }
}
