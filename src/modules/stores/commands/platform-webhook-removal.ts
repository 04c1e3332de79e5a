import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Config } from '../../../common/config/config.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { StoreConnections } from '../store-connections.js';
import type { StoreRow } from '../store.repository.js';
import { webhookAddress } from '../webhook-address.js';

const REMOVE_TIMEOUT_MS = 10_000;

/** Takes our webhooks out of a shop, as far as the shop still lets us. */
@Injectable()
export class PlatformWebhookRemoval {
  constructor(
    private readonly connections: StoreConnections,
    private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** A shop that refuses or does not answer does not hold up its owner: deliveries to a store that is gone are refused. */
  async remove(store: StoreRow): Promise<void> {
    const address = webhookAddress(this.config.public_url, store);
    if (!store.api_credentials || address === null) return;
    try {
      const connection = this.connections.open(store, AbortSignal.timeout(REMOVE_TIMEOUT_MS));
      await this.connections.platformOf(store).webhooks?.remove(connection, address);
    } catch (error) {
      this.logger.warn(
        { err: error, store_id: store.id },
        'The webhooks of the store could not be removed at the shop',
      );
    }
  }
}
