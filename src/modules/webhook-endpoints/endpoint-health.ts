import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../common/audit/audit-log.js';
import { Database } from '../../common/database/database.js';
import { Outbox } from '../../common/events/outbox.js';
import { MailApi } from '../mail/mail.api.js';
import { UsersApi } from '../users/users.api.js';
import { disabledMail } from './endpoint-mails.js';
import { WEBHOOK_ENDPOINT_DISABLED } from './webhook-endpoints.events.js';

/** Nothing but failures for this long, and this often, and an endpoint is switched off. */
export const FAILING_FOR = '3 days';
export const FAILING_TRIES = 20;

/** What tries say of their endpoint: it works, it is in trouble, or it is to be left alone. */
@Injectable()
export class EndpointHealth {
  constructor(
    private readonly database: Database,
    private readonly users: UsersApi,
    private readonly mail: MailApi,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** Counts tries that ended together; in the open transaction. */
  async count(endpointId: string, tries: { succeeded: number; failed: number; is_gone: boolean }): Promise<void> {
    if (tries.is_gone) {
      await this.disable(endpointId, 'It answered 410: the address is gone for good');
    } else if (tries.succeeded > 0) {
      await this.database.execute(
        `UPDATE webhook_endpoints SET failing_since = NULL, consecutive_failures = 0, last_delivered_at = now() WHERE id = $1`,
        [endpointId],
      );
    } else if (tries.failed > 0) {
      const worn = await this.database.queryOne<{ is_worn: boolean }>(
        `UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, now()), consecutive_failures = consecutive_failures + $2
         WHERE id = $1
         RETURNING failing_since < now() - interval '${FAILING_FOR}' AND consecutive_failures >= ${FAILING_TRIES} AS is_worn`,
        [endpointId, tries.failed],
      );
      if (worn?.is_worn) await this.disable(endpointId, `Nothing arrived there for ${FAILING_FOR}`);
    }
  }

  /** Loud: state and reason, an event, a line in the audit log and a mail. */
  private async disable(endpointId: string, reason: string): Promise<void> {
    const [endpoint] = await this.database.query<{ user_id: string; url: string }>(
      `WITH off AS (
         UPDATE webhook_endpoints SET is_active = false, disabled_reason = $2, disabled_at = now(), updated_at = clock_timestamp()
         WHERE id = $1 AND is_active RETURNING user_id, url)
       SELECT user_id, url FROM off`,
      [endpointId, reason],
    );
    if (!endpoint) return;
    const { user_id: userId, url } = endpoint;
    await this.outbox.add({
      type: WEBHOOK_ENDPOINT_DISABLED,
      user_id: userId,
      store_id: null,
      payload: { endpoint_id: endpointId, url, reason },
    });
    await this.audit.record({
      user_id: userId,
      action: 'webhook_endpoint.disabled',
      subject_type: 'webhook_endpoint',
      subject_id: endpointId,
      details: { url, reason },
    });
    const owner = await this.users.contact(userId);
    if (owner && (await this.users.wantsMail(userId, 'webhook_failures'))) {
      await this.mail.queue(disabledMail(owner, endpointId, url, reason));
    }
  }
}
