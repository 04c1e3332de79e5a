import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { OutboundClient } from '../../common/outbound/outbound-client.js';
import { RateBudgets } from '../../common/outbound/rate-budget.js';
import { ResumeLater } from '../../common/outbound/resume-later.js';
import { SecretBox, type SealedSecret, type SecretPlace } from '../../common/security/secret-box.js';
import type { ProcessorRow } from './processor.repository.js';
import type { ProviderConnection, ProviderCredentials, ProviderKey } from './providers/provider.connection.js';
import type { PaymentProvider } from './providers/provider.port.js';
import { PaymentProviders } from './providers/providers.js';

/** A longer pause gives the worker back; see the port. */
const LONGEST_SLEEP_MS = 5_000;

type SecretColumn = 'api_credentials' | 'webhook_secrets';

/** Opens and seals a processor's secrets, and makes what adapters work with. */
@Injectable()
export class ProcessorConnections {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly http: OutboundClient,
    private readonly budgets: RateBudgets,
    private readonly box: SecretBox,
  ) {}

  providerOf(processor: { provider: ProviderKey }): PaymentProvider {
    return this.providers.get(processor.provider);
  }

  /** A connection with the processor's own credentials. Throws INVALID_STATE when it has none. */
  open(processor: ProcessorRow, signal: AbortSignal): ProviderConnection {
    return this.with(processor, this.credentialsOf(processor), signal);
  }

  /** A connection with credentials that are not stored (yet). */
  with(
    processor: { id: string; provider: ProviderKey },
    credentials: ProviderCredentials,
    signal: AbortSignal,
  ): ProviderConnection {
    return {
      processor_id: processor.id,
      credentials,
      http: this.http,
      signal,
      budget: this.budgets.of(processor.id, this.providerOf(processor).initial_budget),
      pause: async (ms) => {
        if (ms > LONGEST_SLEEP_MS) throw new ResumeLater(ms, 'The payment service asks to wait');
        await sleep(ms, undefined, { signal });
      },
    };
  }

  credentialsOf(processor: ProcessorRow): ProviderCredentials {
    if (!processor.api_credentials) {
      throw new AppError('INVALID_STATE', 'The payment processor is not connected', {
        from: processor.connection_state,
        to: 'connected',
        allowed: [],
      });
    }
    return JSON.parse(
      this.box.open(processor.api_credentials, placeOf(processor.id, 'api_credentials')),
    ) as ProviderCredentials;
  }

  /** The secrets that the provider made for our subscriptions, newest first. */
  webhookSecretsOf(processor: ProcessorRow): string[] {
    if (!processor.webhook_secrets) return [];
    return JSON.parse(this.box.open(processor.webhook_secrets, placeOf(processor.id, 'webhook_secrets'))) as string[];
  }

  /** As the jsonb column takes it. */
  seal(processorId: string, column: SecretColumn, text: string): SealedSecret {
    return this.box.seal(text, placeOf(processorId, column));
  }
}

function placeOf(processorId: string, column: SecretColumn): SecretPlace {
  return { table: 'payment_processors', column, row_id: processorId };
}
