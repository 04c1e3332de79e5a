import type { Json } from '../../../common/json.js';
import type { ProcessorMode, ProviderConnection, ProviderCredentials, ProviderKey } from './provider.connection.js';
import {
  type Money,
  type ProviderPage,
  type ProviderTransaction,
  TRANSACTION_TYPES,
  type TransactionType,
} from './provider.records.js';

/**
 * The port that every payment provider implements: one folder per provider behind it. Adapters are stateless: all state is in
 * the connection that they are handed and the cursor that they hand back (an access token may be kept in memory). Records are
 * normalised here and nowhere else; data fields bear the database's names. Faults are ProviderErrors with `provider` = `key`.
 */

export interface CredentialField {
  name: string;
  description: string;
  example: string;
  secret: boolean;
  required: boolean;
}

export interface AccountInfo {
  /** The provider's own id of the account (`acct_…`, PayPal payer id, Square merchant id). */
  account_id: string;
  name: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** ISO 4217. */
  default_currency: string | null;
  mode: ProcessorMode;
  /** What the person should know though the connection works ("refunds are not granted: this key reads only"). */
  warnings: string[];
}

export interface ProviderRead {
  /** One of the provider's `resources`. */
  resource: string;
  mode: 'full' | 'incremental';
  /** Incremental: everything that was made or changed at or after this ISO time (UTC). Null for full. */
  since: string | null;
  /** When this read began (ISO, UTC): nothing after it is asked for, so that a resumed read ends. */
  until: string;
  /** Where an earlier read stopped: the cursor of the last page that was stored. Null: from the start. */
  cursor: Json;
  /** Platform ids of this resource that are not final here (pending, in transit): read again, whenever they were made. */
  open_ids: readonly string[];
}

export interface RefundOrder {
  /** Ours, a UUID: what the provider is told as idempotency key, and in metadata where it keeps any. */
  refund_id: string;
  payment: { platform_transaction_id: string; own_references: string[]; currency: string; amount: Money };
  /** Positive, in the payment's currency, never more than is left. */
  amount: Money;
  /** The person's words; null: none. */
  reason: string | null;
}

/** One delivery as the provider signed it. */
export interface ProviderDelivery {
  /** Lower-case names. */
  headers: Record<string, string>;
  raw_body: Uint8Array;
}

/** What deliveries of a processor are checked against. */
export interface WebhookTrust {
  /** Every secret that is good now (several while one is rolled), newest first. */
  secrets: readonly string[];
  /** The provider's ids of our subscriptions. */
  webhook_ids: readonly string[];
  /** The address as it was registered, byte for byte. */
  callback_url: string;
  /** For tolerance, in ms. */
  now: number;
}

export interface PaymentDeliveryMeaning {
  /** The provider's own id of the event: what deduplication goes by. */
  delivery_id: string;
  topic: string;
  /** What to read anew, for `readOne`; null: needs no work. */
  resource: string | null;
  platform_id: string | null;
}

export interface PaymentWebhooks {
  /** Headers worth keeping beside a delivery, lower case; never one that signs or authenticates. */
  readonly kept_headers: readonly string[];
  /** Whether each subscription has a secret of its own, told once when it is made; false: deliveries are checked in another way. */
  readonly makes_secrets: boolean;
  /**
   * Brings our subscriptions for `callback_url` to what they should be. Gives their ids and the secrets that the provider made for
   * new ones (it tells them once). Idempotent: nothing new, no secrets.
   */
  register(connection: ProviderConnection, callback_url: string): Promise<{ ids: string[]; new_secrets: string[] }>;
  /** Removes every subscription that points at `callback_url`. Idempotent. */
  remove(connection: ProviderConnection, callback_url: string): Promise<void>;
  /**
   * Whether the provider signed these bytes, lately; constant time. May ask the provider (a certificate): then throws
   * ProviderError when it cannot tell, which is answered 503 so that the provider delivers again.
   */
  verify(connection: ProviderConnection, delivery: ProviderDelivery, trust: WebhookTrust): Promise<boolean>;
  /** Only called on verified deliveries. Throws ProviderError `bad_answer` on a body that is not the provider's. */
  understand(delivery: ProviderDelivery): PaymentDeliveryMeaning;
}

/** By the names that providers' lists usually bear; a list of another name says it itself. */
const OPEN_OF: Readonly<Record<string, readonly (TransactionType | 'payout')[]>> = {
  charges: ['payment'],
  payments: ['payment'],
  refunds: ['refund'],
  disputes: ['chargeback'],
  transactions: TRANSACTION_TYPES,
  payouts: ['payout'],
};

export abstract class PaymentProvider {
  abstract readonly key: ProviderKey;
  abstract readonly label: string;
  /** What it can read; an import runs these, in this order. */
  abstract readonly resources: readonly string[];
  abstract readonly credential_fields: readonly CredentialField[];
  /** Calls, before the provider has told its own. */
  abstract readonly initial_budget: { capacity: number; restore_per_second: number };
  /** An incremental read begins so long before the last one began: what the provider shows late. In seconds, by resource. */
  abstract overlapOf(resource: string): number;
  /** Of which records an incremental read of the resource is handed those that are not final here, as `open_ids`. */
  opensOf(resource: string): readonly (TransactionType | 'payout')[] {
    return OPEN_OF[resource] ?? [];
  }
  /**
   * False: the provider itemises its payouts (`payout_lines`). True (PayPal): it does not; a payout's lines are all that moved the
   * balance of its currency since the payout before it, and what was brought and carried forward.
   */
  abstract readonly derives_payout_lines: boolean;

  /** Canonical credentials from a person's input. Throws AppError VALIDATION_ERROR naming each wrong field as `credentials.<field>`. */
  abstract parseCredentials(input: Record<string, unknown>): ProviderCredentials;
  /**
   * Reads the account with these credentials, and tries each permission that reading needs. Throws ProviderError `auth` when they
   * are wrong, of the other mode, or lack a permission: the message names all that lack.
   */
  abstract verify(connection: ProviderConnection): Promise<AccountInfo>;
  /**
   * Reads page by page. Nothing that exists unchanged during the whole read is missed; a record may come twice. A record that
   * cannot be mapped is handed over in `bad`, never thrown. Ends when the read is complete.
   */
  abstract read(connection: ProviderConnection, read: ProviderRead): AsyncGenerator<ProviderPage>;
  /** What a delivery named, as it is now, with what belongs to it (a payout with all its lines); null: the provider has it not. */
  abstract readOne(connection: ProviderConnection, resource: string, platform_id: string): Promise<ProviderPage | null>;

  /**
   * Refunds once, however often it is called with the same order (the provider's idempotency key). Throws ProviderError `rejected`
   * when the provider refused and nothing was done, `unknown_outcome` when its answer was not heard.
   */
  abstract refund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction>;
  /** Looks whether a refund of ours is there; null: certainly not. Throws ProviderError when it cannot tell. */
  abstract findRefund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction | null>;

  abstract readonly webhooks: PaymentWebhooks;
}
