import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { SessionConnection } from '../../../common/database/session-connection.js';
import { SecretsCache } from '../../../common/security/secrets-cache.js';
import type { ProviderCredentials, ProviderKey } from '../providers/provider.connection.js';
import type { WebhookTrust } from '../providers/provider.port.js';

/** What a delivery of a processor's provider is checked against. */
export interface ProcessorKeys {
  processor: { id: string; provider: ProviderKey };
  /** Null: the processor has no credentials. */
  opened: { credentials: ProviderCredentials; trust: Omit<WebhookTrust, 'now'> } | null;
}

/** Opened secrets of processors. */
@Injectable()
export class ProcessorSecrets extends SecretsCache<ProcessorKeys> {
  constructor(database: Database, session: SessionConnection) {
    super(database, session, 'processor_secrets');
  }
}
