import { Database } from '../../src/common/database/database.js';
import { Outbox } from '../../src/common/events/outbox.js';
import type { JsonObject } from '../../src/common/json.js';
import type { TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aStore, aUser, type StoreRow, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { aReceiver, type Receiver } from './receiver.js';

export const PATH = '/api/v1/webhook-endpoints';

export type Delivery = Record<string, unknown>;
export const hasAnswer = (items: Delivery[]): boolean => items[0]?.response !== undefined && items[0].response !== null;

/** A user with a store, a receiver of theirs, and what tests do with them. */
export class Rig {
  private constructor(
    readonly app: TestApp,
    readonly user: UserRow,
    readonly ada: HttpClient,
    readonly store: StoreRow,
    readonly receiver: Receiver,
  ) {}

  static async on(app: TestApp): Promise<Rig> {
    const user = await aUser(app.db);
    const store = await aStore(app.db, { user_id: user.id });
    return new Rig(app, user, await as(app.http, user), store, await aReceiver());
  }

  close(): Promise<void> {
    return this.receiver.close();
  }

  async endpointFor(events: string[], url = this.receiver.url): Promise<{ id: string; secret: string }> {
    const answer = await this.ada.post(PATH, { url, events });
    expect(answer.status).toBe(201);
    return answer.body.data as { id: string; secret: string };
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the wire says is what the test is about to check
  async endpoint(id: string): Promise<any> {
    return (await this.ada.get(`${PATH}/${id}`)).body.data;
  }

  /** Something happens here: the event of a write, as its module would leave it. */
  async happens(type: string, payload: JsonObject, whose = this.store): Promise<void> {
    const [database, outbox] = [this.app.nest.get(Database), this.app.nest.get(Outbox)];
    await database.transaction(() => outbox.add({ type, user_id: whose.user_id, store_id: whose.id, payload }));
  }

  received(count: number): Promise<number> {
    return until(
      `${count} deliveries`,
      () => this.receiver.received.length,
      (length) => length >= count,
    );
  }

  async deliveries(id: string, query = ''): Promise<Delivery[]> {
    return (await this.ada.get(`${PATH}/${id}/deliveries${query}`)).body.data.items as Delivery[];
  }

  settled(id: string, status: string): Promise<Delivery[]> {
    return until(
      `a delivery is ${status}`,
      () => this.deliveries(id),
      (items) => items.some((item) => item.status === status),
    );
  }

  /** The next try is now. */
  async hurry(id: string): Promise<void> {
    await this.app.db.query(
      `UPDATE webhook_endpoint_deliveries SET next_attempt_at = now() WHERE endpoint_id = $1 AND status = 'pending'`,
      [id],
    );
    await this.app.db.query(`SELECT pg_notify('ksap_webhook_endpoints', '')`);
  }
}
