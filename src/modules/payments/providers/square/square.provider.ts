import { ahead } from '../../../../common/async/concurrently.js';
import { type Clock, SystemClock } from '../../../../common/clock/clock.js';
import type { ProviderConnection, ProviderCredentials } from '../provider.connection.js';
import { PaymentProvider, type AccountInfo, type CredentialField } from '../provider.port.js';
import type { ProviderRead, RefundOrder } from '../provider.port.js';
import type { ProviderPage, ProviderTransaction } from '../provider.records.js';
import { readAccount } from './square.account.js';
import { SquareCalls } from './square.client.js';
import { CREDENTIAL_FIELDS, parseCredentials } from './square.credentials.js';
import { readRecord, readResource } from './square.read.js';
import { lookForRefund, sendRefund } from './square.refunds.js';
import { SquareWebhooks } from './square.webhook.js';

const MINUTE = 60;
const DAY = 86_400;

/** Square over its REST API, of the version that the official SDK speaks. */
export class SquareProvider extends PaymentProvider {
  readonly key = 'square';
  readonly label = 'Square';
  /** Payouts first: their lines say which payout paid a transaction, and it is written with it. Then payments, before what is of them. */
  readonly resources = ['payouts', 'payments', 'refunds', 'disputes'] as const;
  readonly credential_fields: readonly CredentialField[] = CREDENTIAL_FIELDS;
  /** Square publishes no limits, and tells what is left in no header. */
  readonly initial_budget = { capacity: 50, restore_per_second: 25 };
  readonly derives_payout_lines = false;
  readonly webhooks: SquareWebhooks;

  /** @param settingUrl the configured address of Square's API */
  constructor(
    private readonly settingUrl: string,
    private readonly clock: Clock = new SystemClock(),
  ) {
    super();
    this.webhooks = new SquareWebhooks(settingUrl);
  }

  /** Lists lag some seconds; a payout that was paid may be returned by the bank within days. */
  overlapOf(resource: string): number {
    return resource === 'payouts' ? 7 * DAY : 10 * MINUTE;
  }

  parseCredentials(input: Record<string, unknown>): ProviderCredentials {
    return parseCredentials(input);
  }

  verify(connection: ProviderConnection): Promise<AccountInfo> {
    return readAccount(this.calls(connection), this.clock.ms());
  }

  read(connection: ProviderConnection, read: ProviderRead): AsyncGenerator<ProviderPage> {
    // The next page is fetched while the present one is stored.
    return ahead(readResource(this.calls(connection), read));
  }

  readOne(connection: ProviderConnection, resource: string, platform_id: string): Promise<ProviderPage | null> {
    return readRecord(this.calls(connection), resource, platform_id);
  }

  refund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction> {
    return sendRefund(this.calls(connection), order);
  }

  findRefund(connection: ProviderConnection, order: RefundOrder): Promise<ProviderTransaction | null> {
    return lookForRefund(this.calls(connection), order);
  }

  private calls(connection: ProviderConnection): SquareCalls {
    return new SquareCalls(connection, this.settingUrl);
  }
}
