import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { Recurring } from '../jobs/recurring.js';
import { requestId } from '../ids/ids.js';
import { InjectLogger } from '../logger/logger.token.js';
import { runWithContext } from '../logger/request-context.js';
import { LISTENS_TO, type DeliveredEvent } from './domain-event.js';
import { OUTBOX_CHANNEL } from './outbox.js';

const BATCH = 100;
const MAX_ATTEMPTS = 12;
const KEEP_DISPATCHED = '7 days';

interface Listener {
  name: string;
  handle: (event: DeliveredEvent) => Promise<void>;
}

type EventRow = DeliveredEvent & { attempts: number };

/**
 * Hands events to their listeners, at least once each and with exactly-once effect in the database: a listener's
 * work and the note that it ran share one transaction. A listener that fails is tried again with growing pauses;
 * the others are not held up by it.
 */
@Injectable()
export class OutboxRelay implements OnModuleInit {
  private readonly listeners = new Map<string, Listener[]>();

  constructor(
    private readonly database: Database,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null || typeof metatype !== 'function') continue;
      const methods = instance as Record<string, (event: DeliveredEvent) => Promise<void>>;
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = methods[name];
        if (method)
          this.add(method, { name: `${metatype.name}.${name}`, handle: (event) => method.call(instance, event) });
      }
    }
  }

  @Recurring({ name: 'events.relay', every_seconds: 5, wake_channel: OUTBOX_CHANNEL })
  async relay(): Promise<void> {
    for (;;) {
      const events = await this.claim();
      for (const event of events) if (this.listeners.has(event.type)) await this.dispatch(event);
      if (events.length < BATCH) return;
    }
  }

  @Recurring({ name: 'events.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.database.execute(`DELETE FROM outbox WHERE dispatched_at < now() - interval '${KEEP_DISPATCHED}'`);
  }

  /**
   * Takes due events for a minute: should this process die, they are due again after it. Those to which nobody listens
   * are done with that.
   */
  private claim(): Promise<EventRow[]> {
    return this.database.query<EventRow>(
      `UPDATE outbox SET attempts = attempts + 1, next_attempt_at = now() + interval '1 minute',
              dispatched_at = CASE WHEN type <> ALL ($1::text[]) THEN now() END
       WHERE id IN (SELECT id FROM outbox WHERE dispatched_at IS NULL AND dead_at IS NULL AND next_attempt_at <= now()
                    ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING id, type, user_id, store_id, payload, request_id, created_at, attempts`,
      [[...this.listeners.keys()]],
    );
  }

  private async dispatch(event: EventRow): Promise<void> {
    const faults: string[] = [];
    const context = { request_id: event.request_id ?? requestId() };
    for (const listener of this.listeners.get(event.type) ?? []) {
      try {
        await runWithContext(context, () => this.deliver(event, listener));
      } catch (error) {
        this.logger.error({ err: error, listener: listener.name, event_id: event.id }, 'A listener failed');
        faults.push(`${listener.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (faults.length === 0) {
      await this.database.execute('UPDATE outbox SET dispatched_at = now(), last_error = NULL WHERE id = $1', [
        event.id,
      ]);
      return;
    }
    await this.database.execute(
      `UPDATE outbox SET last_error = $2, dead_at = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN now() END,
              next_attempt_at = now() + make_interval(secs => least(3600, 2 ^ attempts)) WHERE id = $1`,
      [event.id, faults.join('; ').slice(0, 2000)],
    );
  }

  private add(method: object, listener: Listener): void {
    for (const type of (Reflect.getMetadata(LISTENS_TO, method) as string[] | undefined) ?? []) {
      this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
    }
  }

  private async deliver(event: EventRow, listener: Listener): Promise<void> {
    await this.database.transaction(async () => {
      const isFirst = await this.database.execute(
        'INSERT INTO outbox_deliveries (event_id, listener) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [event.id, listener.name],
      );
      if (isFirst === 1) await listener.handle(event);
    });
  }
}
