import { Injectable } from '@nestjs/common';
import { InboxSource } from '../../common/inbox/inbox-source.js';
import type { InboxOwner, InboxTable } from '../../common/inbox/inbox-table.js';
import { StoresApi, type SyncResource } from '../stores/stores.api.js';
import { deadLetterMail } from './webhooks.mails.js';

/** What shops deliver. A store whose platform refuses our credentials, or that has none, is not asked. */
export const WEBHOOK_INBOX = {
  name: 'webhook_deliveries',
  owner_column: 'store_id',
  owner_table: 'stores',
  own_columns: ['platform', 'change'],
  shown_columns: ['change'],
  may_be_asked: `owner.connection_state <> 'failed' AND owner.api_credentials IS NOT NULL`,
  channel: 'ksap_webhooks',
  owner_label: 'Store',
  owner_word: 'store',
  delivery_word: 'webhook_delivery',
} as const satisfies InboxTable;

/** Records that shops' deliveries name are read and stored by stores. */
@Injectable()
export class WebhookSource extends InboxSource {
  override readonly records_at_once = 100;

  constructor(private readonly stores: StoresApi) {
    super();
  }

  override refresh(store: InboxOwner, resource: string, platformIds: string[], signal: AbortSignal): Promise<void> {
    return this.stores.refresh(store, resource as SyncResource, platformIds, signal);
  }

  override async tellDead(store: InboxOwner, died: number, reason: string): Promise<void> {
    const { name } = await this.stores.get(store.user_id, store.id);
    await this.stores.mailOwner(store, deadLetterMail({ id: store.id, name }, died, reason));
  }
}
