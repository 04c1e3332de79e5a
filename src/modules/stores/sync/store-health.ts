import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { MailApi } from '../../mail/mail.api.js';
import { UsersApi } from '../../users/users.api.js';
import { syncIntervalOf } from '../store-settings.js';
import { StoreRepository, type StoreRow } from '../store.repository.js';
import { STORE_CONNECTION_FAILED, STORE_SYNC_FAILED } from '../stores.events.js';
import { failedMail } from './store-mails.js';
import { codeOf, messageOf } from './sync-engine.js';

/** Refused credentials are tried again after this, then half as often each time: the owner is asked, the shop not hammered. */
const REFUSED_WAIT = `least(interval '15 minutes' * power(2, least($4::integer - 1, 10)), interval '1 day')`;
/** A shop in trouble is asked again after as long as its trouble lasts: soon after a short one, hourly in a long one. */
const DEGRADED_WAIT = `least(greatest(now() - coalesce(failing_since, now()), interval '1 minute'), interval '1 hour')`;
/** A shop that does not answer for this long is worth a mail. */
const MAIL_AFTER_DEGRADED = '1 hour';

/** What a store's syncs say of its connection: connected, degraded (it will pass), failed (its owner must act). */
@Injectable()
export class StoreHealth {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly users: UsersApi,
    private readonly mail: MailApi,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  /** The sync went through: whatever was wrong is over, and the next one is due after the store's interval. */
  async succeeded(store: StoreRow): Promise<void> {
    const interval = syncIntervalOf(store.settings, this.config.sync_interval_seconds);
    const isDue = interval !== null && store.status === 'active';
    await this.database.execute(
      `UPDATE stores SET connection_state = 'connected', connection_error = NULL, connection_checked_at = now(), failures = 0,
              failing_since = NULL, failure_notified_at = NULL, last_synced_at = now(),
              next_sync_at = CASE WHEN $2::boolean THEN now() + make_interval(secs => $3::float8) END,
              updated_at = CASE WHEN connection_state = 'connected' THEN updated_at ELSE clock_timestamp() END
       WHERE id = $1 AND connection_state <> 'disconnected'`,
      [store.id, isDue, interval ?? 0],
    );
  }

  /** The sync broke off. Loud: state and reason in the store, a mail to its owner (once), and when it is tried again. */
  async failed(store: StoreRow, error: unknown): Promise<void> {
    const isRefused = error instanceof ProviderError && error.fault === 'auth';
    await this.database.transaction(async () => {
      const locked = await this.stores.find(store.user_id, store.id, true);
      if (!locked || locked.connection_state === 'disconnected') return;
      const state = isRefused ? 'failed' : 'degraded';
      const before = locked.connection_state === state ? locked.failures : 0;
      const fault = { code: codeOf(error), message: messageOf(error) };
      await this.database.execute(
        `UPDATE stores SET connection_state = $2::text, connection_error = $3, connection_checked_at = now(), failures = $4,
                failing_since = coalesce(failing_since, now()),
                next_sync_at = CASE WHEN status = 'active' THEN now() + ${isRefused ? REFUSED_WAIT : DEGRADED_WAIT} END,
                updated_at = CASE WHEN connection_state = $2::text THEN updated_at ELSE clock_timestamp() END
         WHERE id = $1`,
        [store.id, state, JSON.stringify(fault), before + 1],
      );
      await this.outbox.add({
        type: STORE_SYNC_FAILED,
        user_id: store.user_id,
        store_id: store.id,
        payload: { name: locked.name, state, ...fault },
      });
      await this.tellOwner(locked, state, fault);
    });
  }

  private async tellOwner(
    store: StoreRow,
    state: 'failed' | 'degraded',
    fault: { code: string; message: string },
  ): Promise<void> {
    const due = await this.database.execute(
      `UPDATE stores SET failure_notified_at = now() WHERE id = $1 AND failure_notified_at IS NULL
         AND ($2::text = 'failed' OR failing_since < now() - interval '${MAIL_AFTER_DEGRADED}')`,
      [store.id, state],
    );
    if (due === 0) return;
    await this.outbox.add({
      type: STORE_CONNECTION_FAILED,
      user_id: store.user_id,
      store_id: store.id,
      payload: { name: store.name, ...fault },
    });
    const owner = await this.users.contact(store.user_id);
    if (owner && (await this.users.wantsMail(owner.id, 'store_failures')))
      await this.mail.queue(failedMail(owner, store, state, fault, this.config.public_url));
  }
}
