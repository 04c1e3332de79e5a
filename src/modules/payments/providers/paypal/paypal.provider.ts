import { type Clock, SystemClock } from '../../../../common/clock/clock.js';
import type { ProviderConnection, ProviderCredentials } from '../provider.connection.js';
import { type AccountInfo, PaymentProvider, type ProviderRead, type RefundOrder } from '../provider.port.js';
import type { ProviderPage, ProviderTransaction, TransactionType } from '../provider.records.js';
import { verifyAccount } from './paypal.account.js';
import { addressFor } from './paypal.address.js';
import { PaypalClient } from './paypal.client.js';
import { CREDENTIAL_FIELDS, parseCredentials } from './paypal.credentials.js';
import { readDispute, readDisputes } from './paypal.disputes.js';
import { readOpen, readPayout, readTransaction } from './paypal.records.js';
import { lookForRefund, makeRefund } from './paypal.refunds.js';
import { readSearch } from './paypal.search.js';
import { PaypalTokens } from './paypal.tokens.js';
import { PaypalWebhooks } from './paypal.webhooks.js';

/** The search may show things up to three hours late; PayPal has been later. In seconds. */
const SEARCH_LATE = 12 * 3600;
const DISPUTES_LATE = 600;
const OPENS: Readonly<Record<string, readonly (TransactionType | 'payout')[]>> = {
  transactions: ['payment', 'refund', 'fee'],
  payouts: ['payout'],
  disputes: ['chargeback'],
};

/** PayPal: transaction search, payments, disputes and webhooks of the REST API, on the official SDK where it has them. */
export class PaypalProvider extends PaymentProvider {
  readonly key = 'paypal';
  readonly label = 'PayPal';
  /** The search brings payouts (withdrawals) along with the transactions; `payouts` looks again at those that were under way. */
  readonly resources = ['transactions', 'payouts', 'disputes'];
  readonly credential_fields = CREDENTIAL_FIELDS;
  /** PayPal publishes none; about so many are known to pass. */
  readonly initial_budget = { capacity: 20, restore_per_second: 8 };
  readonly derives_payout_lines = true;
  readonly webhooks: PaypalWebhooks;
  private readonly tokens: PaypalTokens;

  /** `api_url` without a slash at its end. */
  constructor(
    private readonly options: { api_url: string },
    private readonly clock: Clock = new SystemClock(),
  ) {
    super();
    this.tokens = new PaypalTokens(() => clock.ms());
    this.webhooks = new PaypalWebhooks((connection) => this.client(connection));
  }

  overlapOf(resource: string): number {
    return resource === 'disputes' ? DISPUTES_LATE : SEARCH_LATE;
  }

  override opensOf(resource: string): readonly (TransactionType | 'payout')[] {
    return OPENS[resource] ?? [];
  }

  parseCredentials(input: Record<string, unknown>): ProviderCredentials {
    return parseCredentials(input);
  }

  verify(connection: ProviderConnection): Promise<AccountInfo> {
    return verifyAccount(this.client(connection), this.clock.ms());
  }

  async *read(connection: ProviderConnection, read: ProviderRead): AsyncGenerator<ProviderPage> {
    const client = this.client(connection);
    if (read.resource === 'transactions') {
      yield* readSearch(client, read);
      yield* readOpen(client, read, readTransaction);
    } else if (read.resource === 'payouts') {
      yield* readOpen(client, read, readPayout);
    } else if (read.resource === 'disputes') {
      yield* readDisputes(client, read);
    } else {
      throw new Error(`PayPal has no resource ${read.resource}`);
    }
  }

  async readOne(connection: ProviderConnection, resource: string, platform_id: string): Promise<ProviderPage | null> {
    const client = this.client(connection);
    const found = await this.one(client, resource, platform_id);
    return found === null ? null : { ...found, cursor: null, total: null };
  }

  refund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction> {
    return makeRefund(this.client(connection), order);
  }

  findRefund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction | null> {
    return lookForRefund(this.client(connection), order);
  }

  private one(
    client: PaypalClient,
    resource: string,
    id: string,
  ): Promise<Omit<ProviderPage, 'cursor' | 'total'> | null> {
    if (resource === 'transactions') return readTransaction(client, id, this.clock.ms());
    if (resource === 'payouts') return readPayout(client, id, this.clock.ms());
    if (resource === 'disputes') return readDispute(client, id);
    throw new Error(`PayPal has no resource ${resource}`);
  }

  private client(connection: ProviderConnection): PaypalClient {
    return new PaypalClient(connection, addressFor(this.options.api_url, connection.credentials), this.tokens);
  }
}
