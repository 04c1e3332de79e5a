import type { BulkOperations } from './bulk/operations.js';
import type { ShopStore } from './data/store.js';
import type { WebhookSubscriptions } from './webhooks.js';
import type { Jobs } from './writes/jobs.js';
import type { Idempotent } from './writes/idempotent.js';
import type { StagedUploads } from './writes/uploads.js';

/** One shop as the resolvers see it. */
export interface ShopContext {
  /** `demo`. */
  name: string;
  /** `demo.myshopify.com`. */
  domain: string;
  /** The sandbox's own address, for the links that answers contain. */
  origin(): string;
  client_id: string;
  scopes: readonly string[];
  store: ShopStore;
  webhooks: WebhookSubscriptions;
  bulk: BulkOperations<ShopContext>;
  jobs: Jobs;
  idempotent: Idempotent;
  uploads: StagedUploads;
  /** Remembers that a mutation was carried out, for those who count. */
  counted(mutation: string): void;
}
