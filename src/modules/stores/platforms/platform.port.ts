import type { Json } from '../../../common/json.js';
import type { PlatformConnection, PlatformCredentials, PlatformKey, SyncResource } from './platform.connection.js';
import type { RecordOf } from './platform.records.js';
import type { PlatformCatalogue, PlatformCensus, PlatformOrders, PlatformStock } from './platform.writes.js';

/**
 * The port that every e-commerce platform implements: one folder per platform behind it.
 * Adapters are stateless: all state is in the connection that they are handed and the cursor that they hand back.
 * Records are normalised here and nowhere else; data fields bear the database's names.
 */

export interface ShopInfo {
  /** The platform's own id of the shop, stable across renames. */
  platform_store_id: string;
  name: string;
  /** Host name, without scheme. */
  domain: string;
  /** ISO 4217. */
  currency: string;
  /** IANA name, or a fixed offset such as `+05:30` where the platform has only that. */
  timezone: string;
  /** What the person should know though the connection works ("orders older than 60 days are not granted"). */
  warnings: string[];
}

export interface ReadRequest {
  resource: SyncResource;
  mode: 'full' | 'incremental';
  /** Incremental: everything changed at or after this ISO time (UTC, `Z`). Null for full. */
  since: string | null;
  /** Where an earlier read stopped: the `cursor` of the last page that was stored. Null: from the start. */
  cursor: Json;
}

export interface BadRecord {
  platform_id: string | null;
  reason: string;
  raw: Json;
}

export interface ReadPage<T> {
  records: T[];
  bad: BadRecord[];
  /** Platform ids that the platform says are gone (deleted, trashed). */
  deleted: string[];
  /** Resume after this page from here. */
  cursor: Json;
  /** How many records the whole read has, when the platform tells; for progress only. */
  total: number | null;
}

/** What became of ids that were asked for by name. */
export interface ManyRecords<T> {
  records: T[];
  /** Those that cannot be mapped. */
  bad: BadRecord[];
  /** Those of the ids that the platform itself says are gone (deleted, trashed). */
  gone: string[];
}

/** One delivery as the platform signed it. */
export interface WebhookDelivery {
  /** Lower-case names. */
  headers: Record<string, string>;
  raw_body: Uint8Array;
}

export interface WebhookMeaning {
  /** The platform's own id of the delivery: what deduplication goes by. */
  delivery_id: string;
  /** The platform's topic, as it says it. */
  topic: string;
  /** Null: a topic that needs no work (a ping, an unknown topic): acknowledged, nothing done. */
  resource: SyncResource | null;
  platform_id: string | null;
  change: 'upsert' | 'delete';
}

export interface PlatformWebhooks {
  /** Headers worth keeping beside a delivery, lower case; never one that signs or authenticates. */
  readonly kept_headers: readonly string[];
  /**
   * Brings our subscriptions to what they should be: registers what is missing for `callback_url`, switches on again what
   * the platform switched off. Returns the platform's ids of all of them, in a stable order. Idempotent. `mended` is told
   * of each that was missing or off, by the platform's name of its topic, once it is in order again.
   */
  register(
    connection: PlatformConnection,
    callback_url: string,
    secret: string,
    mended?: (topic: string) => void,
  ): Promise<string[]>;
  /** Removes every subscription that points at `callback_url`. Idempotent; an already missing one is fine. */
  remove(connection: PlatformConnection, callback_url: string): Promise<void>;
  /**
   * Constant-time check over the raw bytes. `secret` is ours (WooCommerce), or the app's client secret from
   * the credentials (Shopify), where the platform leaves no choice.
   */
  verify(delivery: WebhookDelivery, secret: string, credentials: PlatformCredentials): boolean;
  /**
   * An unsigned delivery that must be answered 200 all the same and never processed
   * (WooCommerce's form-encoded ping on creation).
   */
  isPing(delivery: WebhookDelivery): boolean;
  /** Only called on verified deliveries. Throws ProviderError `bad_answer` on a body that is not the platform's. */
  understand(delivery: WebhookDelivery): WebhookMeaning;
}

export interface CredentialField {
  name: string;
  description: string;
  example: string;
  secret: boolean;
}

export abstract class Platform {
  abstract readonly key: PlatformKey;
  abstract readonly label: string;
  /** What it can read; the sync runs these, in this order. */
  abstract readonly resources: readonly SyncResource[];
  /** The accepted sets of credentials, for validation, errors and the OpenAPI document. */
  abstract readonly credential_shapes: readonly (readonly CredentialField[])[];
  /** Rate budget to begin with, before the platform has told its own. */
  abstract readonly initial_budget: { capacity: number; restore_per_second: number };

  /**
   * Canonical credentials from a person's input (trimmed, addresses normalised).
   * Throws AppError VALIDATION_ERROR that names each wrong field as `credentials.<field>`.
   */
  abstract parseCredentials(input: Record<string, unknown>): PlatformCredentials;

  /**
   * Reads the shop with these credentials. Throws ProviderError `auth` when they are wrong or lack a
   * permission that reading needs (named in the message).
   */
  abstract verify(connection: PlatformConnection): Promise<ShopInfo>;

  /**
   * Reads page by page. Nothing that exists unchanged during the whole read is missed; a record may come twice.
   * A record that cannot be mapped is handed over in `bad`, never thrown. Ends when the read is complete.
   */
  abstract read<R extends SyncResource>(
    connection: PlatformConnection,
    request: ReadRequest & { resource: R },
  ): AsyncGenerator<ReadPage<RecordOf[R]>>;

  /** One record as it is now, or null when it is gone. */
  abstract readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null>;

  /**
   * Many records as they are now, in as few calls as the platform lets; any number of ids. An id whose record the
   * platform files under another one (a variation's product) brings that one. A platform without such a call reads
   * them one by one, as here.
   */
  async readMany<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_ids: readonly string[],
  ): Promise<ManyRecords<RecordOf[R]>> {
    const found: ManyRecords<RecordOf[R]> = { records: [], bad: [], gone: [] };
    for (const id of platform_ids) {
      const record = await this.readOne(connection, resource, id);
      if (record) found.records.push(record);
      else found.gone.push(id);
    }
    return found;
  }

  readonly webhooks?: PlatformWebhooks;
  readonly catalogue?: PlatformCatalogue;
  readonly stock?: PlatformStock;
  readonly orders?: PlatformOrders;
  readonly census?: PlatformCensus;
}
