import { ProviderError } from '../../src/common/outbound/provider-error.js';
import { AppError } from '../../src/common/errors/app-error.js';
import type {
  ProviderConnection,
  ProviderCredentials,
  ProcessorMode,
} from '../../src/modules/payments/providers/provider.connection.js';
import {
  type AccountInfo,
  PaymentProvider,
  type PaymentWebhooks,
  type ProviderRead,
} from '../../src/modules/payments/providers/provider.port.js';
import type { ProviderPage, ProviderTransaction } from '../../src/modules/payments/providers/provider.records.js';
import { PaymentProviders } from '../../src/modules/payments/providers/providers.js';
import type { TestApp } from '../support/app.js';

/** A key that the provider in memory takes: `<mode>:<account>`, such as `test:acct_1`. */
export type MemoryKey = `${ProcessorMode}:${string}`;

/**
 * A payment provider in this process's memory. Its lists are what the test put there; what it was asked is written down, and
 * what goes wrong with the next calls is the test's choice.
 */
export class MemoryProvider extends PaymentProvider {
  override readonly key = 'stripe';
  override readonly label = 'Memory';
  override readonly resources = ['charges', 'payouts'];
  override readonly credential_fields = [];
  override readonly initial_budget = { capacity: 100, restore_per_second: 100 };
  override derives_payout_lines = false;

  /** Pages of each list; a cursor is how many were read. */
  readonly lists: Record<string, ProviderPage[]> = { charges: [], payouts: [] };
  readonly reads: ProviderRead[] = [];
  readonly removed: string[] = [];
  warnings: string[] = [];
  /** Thrown by the next calls, the first one first. */
  readonly faults: { at: 'verify' | 'read' | 'page'; error: Error }[] = [];
  /** Awaited before each page is handed over. */
  hold: (resource: string, page: number) => Promise<void> = () => Promise.resolve();

  reset(): void {
    for (const name of Object.keys(this.lists)) this.lists[name] = [];
    this.reads.length = 0;
    this.removed.length = 0;
    this.faults.length = 0;
    this.warnings = [];
    this.hold = () => Promise.resolve();
    this.derives_payout_lines = false;
  }

  override overlapOf(): number {
    return 600;
  }

  override parseCredentials(input: Record<string, unknown>): ProviderCredentials {
    const { secret_key: key, ...rest } = input;
    const unknown = Object.keys(rest).map((name) => ({ field: `credentials.${name}`, reason: 'is not a known field' }));
    const wrong = typeof key === 'string' ? [] : [{ field: 'credentials.secret_key', reason: 'is required' }];
    if (unknown.length + wrong.length > 0) throw AppError.validation([...wrong, ...unknown]);
    return { secret_key: String(key) };
  }

  override verify(connection: ProviderConnection): Promise<AccountInfo> {
    this.fail('verify');
    const [mode, account] = (connection.credentials.secret_key ?? '').split(':');
    if ((mode !== 'live' && mode !== 'test') || !account) throw refused();
    return Promise.resolve({
      account_id: account,
      name: `Account ${account}`,
      country: 'DE',
      default_currency: 'EUR',
      mode,
      warnings: this.warnings,
    });
  }

  override async *read(_connection: ProviderConnection, read: ProviderRead): AsyncGenerator<ProviderPage> {
    this.reads.push(read);
    this.fail('read');
    const pages = this.lists[read.resource] ?? [];
    for (let at = Number(read.cursor ?? 0); at < pages.length; at += 1) {
      await this.hold(read.resource, at);
      if (at > 0) this.fail('page');
      yield { ...pages[at]!, cursor: at + 1 };
    }
  }

  override readOne(): Promise<ProviderPage | null> {
    return Promise.resolve(null);
  }

  override refund(): Promise<ProviderTransaction> {
    throw new ProviderError({ fault: 'rejected', provider: this.key, message: 'No refunds here' });
  }

  override findRefund(): Promise<ProviderTransaction | null> {
    return Promise.resolve(null);
  }

  override readonly webhooks: PaymentWebhooks = {
    makes_secrets: false,
    kept_headers: [],
    register: () => Promise.resolve({ ids: [], new_secrets: [] }),
    remove: (_connection, address) => {
      this.removed.push(address);
      return Promise.resolve();
    },
    verify: () => Promise.resolve(false),
    understand: () => ({ delivery_id: '', topic: '', resource: null, platform_id: null }),
  };

  private fail(at: 'verify' | 'read' | 'page'): void {
    const index = this.faults.findIndex((fault) => fault.at === at);
    if (index === -1) return;
    const [fault] = this.faults.splice(index, 1);
    throw fault!.error;
  }
}

export function refused(): ProviderError {
  return new ProviderError({
    fault: 'auth',
    provider: 'stripe',
    message: 'Memory refused the key: Invalid API Key provided',
    provider_code: 'invalid_api_key',
    provider_message: 'Invalid API Key provided',
  });
}

export function down(): ProviderError {
  return new ProviderError({ fault: 'unavailable', provider: 'stripe', message: 'Memory does not answer' });
}

/** From now on the app's Stripe is one in memory. */
export function withMemoryProvider(app: TestApp): MemoryProvider {
  const memory = new MemoryProvider();
  const providers = app.nest.get(PaymentProviders);
  const { get, resourcesOf, derivesLines } = providers;
  providers.get = (key) => (key === memory.key ? memory : get.call(providers, key));
  providers.resourcesOf = (key) => (key === memory.key ? memory.resources : resourcesOf.call(providers, key));
  providers.derivesLines = (key) =>
    key === memory.key ? memory.derives_payout_lines : derivesLines.call(providers, key);
  return memory;
}
