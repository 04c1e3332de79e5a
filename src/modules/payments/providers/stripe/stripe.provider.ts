import type { ProviderConnection, ProviderCredentials } from '../provider.connection.js';
import { type AccountInfo, PaymentProvider, type ProviderRead, type RefundOrder } from '../provider.port.js';
import type { ProviderPage, ProviderTransaction } from '../provider.records.js';
import { type StripeCalls, type StripeOptions, stripeCalls } from './stripe.client.js';
import { CREDENTIAL_FIELDS, parseCredentials } from './stripe.credentials.js';
import { readPayout, readPayouts } from './stripe.payouts.js';
import { lookForRefund, makeRefund } from './stripe.refunds.js';
import { BALANCE, CHARGES, DISPUTES, REFUNDS } from './stripe.sources.js';
import { readTransaction, readTransactions } from './stripe.transactions.js';
import type { Mapped } from './stripe.values.js';
import { verifyAccount } from './stripe.verify.js';
import { StripeWebhooks } from './stripe.webhooks.js';

/** How long after it happened a thing may appear in Stripe's lists, in seconds. */
const LATE_SECONDS = 600;
/** Fees and adjustments may be written down with an earlier time. */
const BALANCE_LATE_SECONDS = 6 * 3600;

/** Stripe, by its v1 API over its own SDK. */
export class StripeProvider extends PaymentProvider {
  readonly key = 'stripe';
  readonly label = 'Stripe';
  /** Payouts first: their lines say which payout paid a transaction, and it is written with it. */
  readonly resources = ['payouts', 'charges', 'refunds', 'disputes', 'balance_transactions'];
  readonly credential_fields = CREDENTIAL_FIELDS;
  /** What Stripe grants each of its addresses by default. */
  readonly initial_budget = { capacity: 25, restore_per_second: 25 };
  readonly derives_payout_lines = false;
  readonly webhooks: StripeWebhooks;
  private readonly options: StripeOptions;

  /** `api_url` without a slash at its end. */
  constructor(options: { api_url: string }) {
    super();
    this.options = { api_url: options.api_url };
    this.webhooks = new StripeWebhooks(this.options);
  }

  overlapOf(resource: string): number {
    return resource === 'balance_transactions' ? BALANCE_LATE_SECONDS : LATE_SECONDS;
  }

  parseCredentials(input: Record<string, unknown>): ProviderCredentials {
    return parseCredentials(input);
  }

  async verify(connection: ProviderConnection): Promise<AccountInfo> {
    return verifyAccount(connection, await stripeCalls(connection, this.options));
  }

  async *read(connection: ProviderConnection, read: ProviderRead): AsyncGenerator<ProviderPage> {
    const calls = await stripeCalls(connection, this.options);
    if (read.resource === 'charges') yield* readTransactions(calls, read, CHARGES);
    else if (read.resource === 'refunds') yield* readTransactions(calls, read, REFUNDS);
    else if (read.resource === 'disputes') yield* readTransactions(calls, read, DISPUTES);
    else if (read.resource === 'balance_transactions') yield* readTransactions(calls, read, BALANCE);
    else if (read.resource === 'payouts') yield* readPayouts(calls, read);
    else throw new Error(`Stripe has no resource ${read.resource}`);
  }

  async readOne(connection: ProviderConnection, resource: string, platform_id: string): Promise<ProviderPage | null> {
    const found = await this.one(await stripeCalls(connection, this.options), resource, platform_id);
    return found === null ? null : { ...found, cursor: null, total: null };
  }

  refund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction> {
    return makeRefund(connection, this.options, order);
  }

  findRefund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction | null> {
    return lookForRefund(connection, this.options, order);
  }

  private one(calls: StripeCalls, resource: string, id: string): Promise<Mapped | null> {
    if (resource === 'charges') return readTransaction(calls, CHARGES, id);
    if (resource === 'refunds') return readTransaction(calls, REFUNDS, id);
    if (resource === 'disputes') return readTransaction(calls, DISPUTES, id);
    if (resource === 'balance_transactions') return readTransaction(calls, BALANCE, id);
    if (resource === 'payouts') return readPayout(calls, id);
    throw new Error(`Stripe has no resource ${resource}`);
  }
}
