import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../common/database/database.js';
import { Recurring } from '../../common/jobs/recurring.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { DeliveryBodies } from './delivery-bodies.js';
import { DeliveryCall, type CallOutcome } from './delivery-call.js';
import { ENDPOINTS_CHANNEL } from './delivery.repository.js';
import { DueDeliveries, type DueDelivery, type DueEndpoint, type Outcome } from './due-deliveries.js';
import { EndpointHealth } from './endpoint-health.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { countDelivery } from './endpoint-metrics.js';
import { pauseAfter } from './retry-plan.js';

/** Each has its own turn: one that answers slowly holds up no other. */
const ENDPOINTS_AT_ONCE = 20;
/** Calls to one endpoint at a time. */
const CALLS_AT_ONCE = 8;
/** Taken together. */
const BATCH = 40;

/**
 * Sends what is due, each endpoint by itself. A delivery is marked as arrived after its answer was heard: a process that
 * dies between the two sends it a second time, with the same `webhook-id`. It is never lost.
 */
@Injectable()
export class SendDeliveries implements BeforeApplicationShutdown {
  private isStopping = false;
  /** What is under way, by endpoint. */
  private readonly busy = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly due: DueDeliveries,
    private readonly bodies: DeliveryBodies,
    private readonly call: DeliveryCall,
    private readonly health: EndpointHealth,
    private readonly secrets: EndpointSecrets,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.busy.values());
  }

  @Recurring({ name: 'webhook-endpoints.send', every_seconds: 5, wake_channel: ENDPOINTS_CHANNEL })
  async send(): Promise<void> {
    const free = ENDPOINTS_AT_ONCE - this.busy.size;
    if (this.isStopping || free <= 0) return;
    for (const { id } of await this.due.endpoints([...this.busy.keys()], free)) {
      this.busy.set(id, this.serve(id));
    }
  }

  @Recurring({ name: 'webhook-endpoints.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.due.purge();
  }

  /** Until nothing is due to it any more. */
  private async serve(endpointId: string): Promise<void> {
    try {
      let isDone = false;
      while (!isDone && !this.isStopping) {
        const endpoint = await this.due.endpoint(endpointId);
        const deliveries = endpoint ? await this.due.claim(endpoint.id, BATCH) : [];
        if (endpoint && deliveries.length > 0) await this.work(endpoint, deliveries);
        isDone = deliveries.length < BATCH;
      }
      this.busy.delete(endpointId);
      // What came meanwhile was left to this turn.
      if (!this.isStopping) await this.database.notify(ENDPOINTS_CHANNEL, '');
    } catch (error) {
      this.logger.error({ err: error, endpoint_id: endpointId }, 'Deliveries to an endpoint could not be worked off');
    } finally {
      this.busy.delete(endpointId);
    }
  }

  private async work(endpoint: DueEndpoint, deliveries: DueDelivery[]): Promise<void> {
    const made = await this.bodies.make(endpoint.user_id, deliveries);
    await this.due.keepBodies([...made].map(([id, body]) => ({ id, body })));
    const secrets = this.secrets.valid(endpoint.id, endpoint.secret, endpoint.previous_secret);
    for (let from = 0; from < deliveries.length; from += CALLS_AT_ONCE) {
      const isOff = from > 0 && (this.isStopping || !(await this.due.endpoint(endpoint.id)));
      if (isOff) {
        await this.due.release(deliveries.slice(from).map(({ id }) => id));
        return;
      }
      await this.wave(endpoint, deliveries.slice(from, from + CALLS_AT_ONCE), made, secrets);
    }
  }

  /** Sends some at once and notes together how they ended. */
  private async wave(
    endpoint: DueEndpoint,
    deliveries: DueDelivery[],
    made: Map<string, string>,
    secrets: string[],
  ): Promise<void> {
    const calls = await Promise.all(
      deliveries.map(async (delivery) => {
        const body = delivery.body ?? made.get(delivery.id) ?? '';
        return { delivery, heard: await this.call.send(endpoint.url, delivery.webhook_id, body, secrets) };
      }),
    );
    for (const { heard } of calls) countDelivery(heard.is_delivered);
    const succeeded = calls.filter(({ heard }) => heard.is_delivered).length;
    await this.database.transaction(async () => {
      await this.due.note(calls.map(({ delivery, heard }) => outcomeOf(delivery, heard)));
      await this.health.count(endpoint.id, {
        succeeded,
        failed: calls.length - succeeded,
        is_gone: calls.some(({ heard }) => heard.is_gone),
      });
    });
  }
}

function outcomeOf(delivery: DueDelivery, heard: CallOutcome): Outcome {
  const pause = heard.is_delivered ? null : pauseAfter(delivery.attempts, heard.retry_after_seconds);
  return {
    id: delivery.id,
    status: heard.is_delivered ? 'delivered' : pause === null ? 'failed' : 'pending',
    pause_seconds: pause,
    response_status: heard.status,
    response_body: heard.body,
    response_ms: heard.ms,
    error: heard.error,
  };
}
