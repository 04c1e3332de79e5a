import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { ConnectionHealth, type FailingState } from '../../../common/outbound/connection-health.js';
import { faultOf } from '../../../common/outbound/fault-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { PROCESSOR_CONNECTION_FAILED } from '../payments.events.js';
import { ProcessorNotices } from '../processor-notices.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import { importIntervalOf } from '../processor-settings.js';

/** What a processor's imports say of its connection: connected, degraded (it will pass), failed (its owner must act). */
@Injectable()
export class ProcessorHealth {
  private readonly health: ConnectionHealth;

  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly notices: ProcessorNotices,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {
    this.health = new ConnectionHealth(database, 'payment_processors', 'is_active IS DISTINCT FROM false');
  }

  /** The import went through: whatever was wrong is over, and the next one is due after the processor's interval. */
  succeeded(processor: ProcessorRow): Promise<void> {
    return this.health.succeeded(processor.id, importIntervalOf(processor.settings));
  }

  /** The import broke off. Loud: state and reason in the processor, a mail to its owner (once), and when it is tried again. */
  async failed(processor: ProcessorRow, error: unknown): Promise<void> {
    const state = error instanceof ProviderError && error.fault === 'auth' ? 'failed' : 'degraded';
    const fault = faultOf(error);
    await this.database.transaction(async () => {
      const locked = await this.processors.find(processor.user_id, processor.id, true);
      if (!locked || !(await this.health.failed(processor.id, state, fault))) return;
      if (await this.health.takeNotice(processor.id, state)) await this.tellOwner(locked, state, fault);
    });
  }

  private async tellOwner(
    { id, user_id: userId, name, provider }: ProcessorRow,
    state: FailingState,
    fault: { code: string; message: string },
  ): Promise<void> {
    await this.outbox.add({
      type: PROCESSOR_CONNECTION_FAILED,
      user_id: userId,
      store_id: null,
      payload: { processor_id: id, name, ...fault },
    });
    const what =
      state === 'failed'
        ? `The provider refuses our credentials, so payments and payouts are no longer brought up to date.\n\nGive it valid ones (PUT /api/v1/payment-processors/${id} with credentials).\nUntil then we ask only now and then whether it accepts them again.`
        : 'The provider does not answer as it should. We go on trying, more and more seldom, and catch up as soon as it answers.';
    const { public_url: url } = this.config;
    await this.notices.tell(userId, {
      kind: 'payment_connection_failed',
      subject: `Your payment processor "${name}" is not being read`,
      paragraphs: [
        `your ${provider} account "${name}" is not being read: ${fault.message} (${fault.code}).`,
        what,
        `${url ?? 'GET '}/api/v1/payment-processors/${id}/sync shows where it stands.`,
      ],
    });
  }
}
