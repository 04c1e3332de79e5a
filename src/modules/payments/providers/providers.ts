import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { ProviderKey } from './provider.connection.js';
import type { PaymentProvider } from './provider.port.js';

/** The payment providers, by key. */
@Injectable()
export class PaymentProviders {
  private readonly byKey: Map<string, PaymentProvider>;

  constructor(providers: PaymentProvider[]) {
    this.byKey = new Map(providers.map((provider) => [provider.key, provider]));
  }

  get all(): PaymentProvider[] {
    return [...this.byKey.values()];
  }

  /** Throws PROVIDER_NOT_CONFIGURED for one that this version cannot connect. */
  get(key: ProviderKey): PaymentProvider {
    const provider = this.byKey.get(key);
    if (provider) return provider;
    throw new AppError('PROVIDER_NOT_CONFIGURED', `This version cannot connect ${key}`, {
      provider: key,
      available: [...this.byKey.keys()],
    });
  }

  /** What the provider can be read of; nothing for one that cannot be connected. */
  resourcesOf(key: string): readonly string[] {
    return this.byKey.get(key)?.resources ?? [];
  }

  /** Whether payouts of the provider are explained by what moved its balance; see `derives_payout_lines`. */
  derivesLines(key: string): boolean {
    return this.byKey.get(key)?.derives_payout_lines ?? false;
  }
}
