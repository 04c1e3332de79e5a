import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/clock.js';
import { Config } from '../../../common/config/config.js';
import { AppError } from '../../../common/errors/app-error.js';
import { DeliveryInbox } from '../../../common/inbox/delivery-inbox.js';
import type { Delivered } from '../../../common/inbox/delivered.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { Json } from '../../../common/json.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository } from '../processor.repository.js';
import type { PaymentDeliveryMeaning, PaymentWebhooks, WebhookTrust } from '../providers/provider.port.js';
import { redact } from '../redaction.js';
import { type ProcessorKeys, ProcessorSecrets } from './processor-secrets.js';
import { paymentWebhookAddress } from './webhook-address.js';

/** Providers give up waiting for our answer after about ten seconds. */
const VERIFY_TIMEOUT_MS = 8_000;
/** When a provider may deliver again that we could not ask whether it delivered. */
const RETRY_SECONDS = 30;
const ALWAYS_KEPT = ['content-type', 'user-agent'];

/** Stores a genuine delivery before it is acknowledged; processing comes after, from the inbox. */
@Injectable()
export class ReceivePaymentDelivery {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly secrets: ProcessorSecrets,
    private readonly inbox: DeliveryInbox,
    private readonly config: Config,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Throws NOT_FOUND for an unknown processor, UNAUTHENTICATED for a signature that does not fit the bytes or is old,
   * PROVIDER_UNAVAILABLE when it cannot be told now, VALIDATION_ERROR for signed bytes that say nothing.
   */
  async run(provider: string, processorId: string, delivery: Delivered): Promise<void> {
    const found = await this.secrets.get(processorId, () => this.openKeys(processorId));
    if (found?.processor.provider !== provider) throw AppError.notFound('Payment processor');
    const { webhooks } = this.connections.providerOf(found.processor);
    if (!(await this.isGenuine(found, webhooks, delivery))) {
      this.logger.warn(
        { provider, payment_processor_id: processorId },
        'A delivery was refused: it is not signed, or not lately',
      );
      throw new AppError('UNAUTHENTICATED', 'The signature does not fit the delivery, or is too old');
    }
    const kept = new Set([...webhooks.kept_headers, ...ALWAYS_KEPT]);
    await this.inbox.put({
      owner_id: found.processor.id,
      ...understood(webhooks, delivery),
      body: withoutCards(delivery.raw_body),
      headers: Object.fromEntries(Object.entries(delivery.headers).filter(([name]) => kept.has(name))),
      own: {},
    });
  }

  private async isGenuine(keys: ProcessorKeys, webhooks: PaymentWebhooks, delivery: Delivered): Promise<boolean> {
    if (!keys.opened) return false;
    const { credentials, trust } = keys.opened;
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const connection = this.connections.with(keys.processor, credentials, signal);
    try {
      return await webhooks.verify(connection, delivery, { ...trust, now: this.clock.ms() });
    } catch (error) {
      throw cannotTell(error, keys.processor.provider);
    }
  }

  private async openKeys(processorId: string): Promise<ProcessorKeys | null> {
    const row = await this.processors.findById(processorId);
    if (!row) return null;
    const processor = { id: row.id, provider: row.provider };
    if (!row.api_credentials) return { processor, opened: null };
    const trust: Omit<WebhookTrust, 'now'> = {
      secrets: this.connections.webhookSecretsOf(row),
      webhook_ids: row.webhook_ids,
      // As it was registered: our address may have changed since.
      callback_url: row.webhook_url ?? paymentWebhookAddress(this.config.public_url, row) ?? '',
    };
    return { processor, opened: { credentials: this.connections.credentialsOf(row), trust } };
  }
}

function understood(webhooks: PaymentWebhooks, delivery: Delivered): PaymentDeliveryMeaning {
  try {
    return webhooks.understand(delivery);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw AppError.validation([{ field: 'body', reason: 'is no event of the provider' }], error.message);
  }
}

/** As it came where there is nothing to hide. No signature is checked against what is stored, and what happened is read anew. */
function withoutCards(raw: Uint8Array): Uint8Array {
  const event = JSON.parse(Buffer.from(raw).toString()) as Json;
  const clean = redact(event);
  return clean === event ? raw : Buffer.from(JSON.stringify(clean));
}

/** It may be genuine: the provider is told to come again, whatever it was that kept us from telling. */
function cannotTell(error: unknown, provider: string): unknown {
  const isTimeout = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  const waitMs = error instanceof ResumeLater ? error.after_ms : null;
  if (!(error instanceof ProviderError) && waitMs === null && !isTimeout) return error;
  const given = error instanceof ProviderError ? error.retry_after_ms : waitMs;
  const seconds = Math.max(1, Math.ceil((given ?? RETRY_SECONDS * 1000) / 1000));
  return new AppError(
    'PROVIDER_UNAVAILABLE',
    'It cannot be told now whether the delivery is genuine; deliver it again later',
    { provider },
    { 'Retry-After': String(seconds) },
  );
}
