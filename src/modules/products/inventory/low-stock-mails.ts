import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { MailApi, type NewMail } from '../../mail/mail.api.js';
import { type UserContact, UsersApi } from '../../users/users.api.js';
import { LOW_STOCK_CHANNEL } from './low-stock.js';

/** A store's owner is mailed at most this often. */
const PAUSE = '15 minutes';
const STORES_AT_ONCE = 50;
const SHOWN = 50;

interface Due {
  store_id: string;
  user_id: string;
  name: string;
}

interface Alert {
  product_title: string;
  variant_title: string | null;
  sku: string | null;
  available: number;
  threshold: number;
}

/** Mails owners what has fallen to their threshold: one mail a store for all that has come together. */
@Injectable()
export class LowStockMails {
  constructor(
    private readonly database: Database,
    private readonly users: UsersApi,
    private readonly mail: MailApi,
    private readonly config: Config,
  ) {}

  @Recurring({ name: 'products.low_stock_mails', every_seconds: 30, wake_channel: LOW_STOCK_CHANNEL })
  async send(): Promise<void> {
    const due = await this.database.query<Due>(
      `SELECT store.id AS store_id, store.user_id, store.name FROM stores store
       LEFT JOIN low_stock_mails last ON last.store_id = store.id
       WHERE store.id IN (SELECT store_id FROM low_stock_alerts)
         AND (last.mailed_at IS NULL OR last.mailed_at < now() - interval '${PAUSE}')
       ORDER BY last.mailed_at NULLS FIRST LIMIT ${STORES_AT_ONCE}`,
    );
    for (const store of due) await this.database.transaction(() => this.mailOf(store));
  }

  private async mailOf(store: Due): Promise<void> {
    // Of two workers the second waits here, and finds that it was done.
    const isMine = await this.database.execute(
      `INSERT INTO low_stock_mails AS last (store_id, mailed_at) VALUES ($1, now())
       ON CONFLICT (store_id) DO UPDATE SET mailed_at = now() WHERE last.mailed_at < now() - interval '${PAUSE}'`,
      [store.store_id],
    );
    if (isMine === 0) return;
    const alerts = await this.database.query<Alert>(
      `WITH taken AS (DELETE FROM low_stock_alerts WHERE store_id = $1 RETURNING *)
       SELECT product.title AS product_title, variant.title AS variant_title, variant.sku,
              variant.inventory_quantity AS available, taken.threshold
       FROM taken JOIN product_variants variant ON variant.id = taken.variant_id
       JOIN products product ON product.id = variant.product_id
       WHERE product.deleted_at IS NULL ORDER BY variant.inventory_quantity, product.title, variant.position`,
      [store.store_id],
    );
    const owner = await this.users.contact(store.user_id);
    if (alerts.length === 0 || !owner || !(await this.users.wantsMail(owner.id, 'low_stock'))) return;
    await this.mail.queue(lowStockMail(owner, store, alerts, this.config.public_url));
  }
}

function lowStockMail(owner: UserContact, store: Due, alerts: Alert[], publicUrl: string | null): NewMail {
  const lines = alerts.slice(0, SHOWN).map(lineOf);
  const more = alerts.length > SHOWN ? [`… and ${alerts.length - SHOWN} more.`] : [];
  const path = `/api/v1/stores/${store.store_id}/inventory?low=true`;
  return {
    user_id: owner.id,
    recipient: owner.email,
    kind: 'low_stock',
    subject: `Low stock in "${store.name}": ${alerts.length === 1 ? '1 variant' : `${alerts.length} variants`}`,
    text: [
      `Hello${owner.first_name ? ` ${owner.first_name}` : ''},`,
      `in your store "${store.name}" the stock has fallen to your threshold:`,
      [...lines, ...more].join('\n'),
      `All that is low:\n${publicUrl ?? 'GET '}${path}`,
      'You can switch these mails off in your settings (notifications.low_stock).',
    ].join('\n\n'),
  };
}

function lineOf(alert: Alert): string {
  const name = [alert.product_title, alert.variant_title].filter((part) => part !== null).join(', ');
  const sku = alert.sku === null ? '' : ` [${alert.sku}]`;
  return `- ${clip(name)}${sku}: ${alert.available}`;
}

const clip = (text: string): string => (text.length > 48 ? `${text.slice(0, 47)}…` : text);
