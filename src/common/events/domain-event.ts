import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { JsonObject } from '../json.js';

/** Something that happened, told to whoever listens, after the transaction in which it happened. */
export interface DomainEvent<Payload extends JsonObject = JsonObject> {
  /** `<module>.<what>`: `stores.connected`. Names and payloads stand in each module's `<m>.events.ts`. */
  type: string;
  user_id: string | null;
  store_id: string | null;
  payload: Payload;
}

/** What a listener is given. */
export interface DeliveredEvent<Payload extends JsonObject = JsonObject> extends DomainEvent<Payload> {
  /** Grows with time; the same event always bears the same id. */
  id: string;
  request_id: string | null;
  created_at: Date;
}

export const LISTENS_TO = Symbol('ksap:listens-to');

/**
 * Marks a method as listener of an event type. It runs in a worker, in a transaction of its own that also
 * records that it ran: its database work happens exactly once. It gets a {@link DeliveredEvent}; when it
 * throws, it alone is tried again later. It must make no network calls: start a job for that.
 */
export function ListensTo(...types: string[]): CustomDecorator<symbol> {
  return SetMetadata(LISTENS_TO, types);
}
