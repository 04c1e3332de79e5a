import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { OutboundClient } from '../../common/outbound/outbound-client.js';
import { RateBudgets } from '../../common/outbound/rate-budget.js';
import { ResumeLater } from '../../common/outbound/resume-later.js';
import { SecretBox, type SealedSecret, type SecretPlace } from '../../common/security/secret-box.js';
import type { PlatformConnection, PlatformCredentials } from './platforms/platform.connection.js';
import type { Platform } from './platforms/platform.port.js';
import { Platforms } from './platforms/platforms.js';
import type { StoreRow } from './store.repository.js';

/** A longer pause gives the worker back; see the platform port. */
const LONGEST_SLEEP_MS = 5_000;

/** Opens and seals a store's secrets, and makes what adapters work with. */
@Injectable()
export class StoreConnections {
  constructor(
    private readonly platforms: Platforms,
    private readonly http: OutboundClient,
    private readonly budgets: RateBudgets,
    private readonly box: SecretBox,
  ) {}

  platformOf(store: StoreRow): Platform {
    return this.platforms.get(store.platform);
  }

  /** A connection with the store's own credentials. Throws INVALID_STATE when it has none. */
  open(store: StoreRow, signal: AbortSignal): PlatformConnection {
    return this.with(store, this.credentialsOf(store), signal);
  }

  /** A connection with credentials that are not stored (yet). */
  with(store: StoreRow, credentials: PlatformCredentials, signal: AbortSignal): PlatformConnection {
    return {
      store_id: store.id,
      credentials,
      http: this.http,
      signal,
      budget: this.budgets.of(store.id, this.platformOf(store).initial_budget),
      pause: async (ms) => {
        if (ms > LONGEST_SLEEP_MS) throw new ResumeLater(ms, 'The shop asks to wait');
        await sleep(ms, undefined, { signal });
      },
    };
  }

  credentialsOf(store: StoreRow): PlatformCredentials {
    if (!store.api_credentials) {
      throw new AppError('INVALID_STATE', 'The store is not connected', {
        from: store.connection_state,
        to: 'connected',
        allowed: ['connect'],
      });
    }
    return JSON.parse(this.box.open(store.api_credentials, placeOf(store, 'api_credentials'))) as PlatformCredentials;
  }

  webhookSecretOf(store: StoreRow): string | null {
    return store.webhook_secret && this.box.open(store.webhook_secret, placeOf(store, 'webhook_secret'));
  }

  seal(store: StoreRow, column: 'api_credentials' | 'webhook_secret', text: string): SealedSecret {
    return this.box.seal(text, placeOf(store, column));
  }
}

function placeOf(store: StoreRow, column: 'api_credentials' | 'webhook_secret'): SecretPlace {
  return { table: 'stores', column, row_id: store.id };
}
