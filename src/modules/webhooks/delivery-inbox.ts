import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { WorkBell } from './work-bell.js';
import type { WebhookChange, WebhookResource } from './webhook-delivery.entity.js';

export interface NewDelivery {
  store_id: string;
  platform: string;
  delivery_id: string;
  topic: string;
  /** Null: needs no work. */
  resource: WebhookResource | null;
  platform_id: string | null;
  change: WebhookChange | null;
  body: Uint8Array;
  headers: Record<string, string>;
}

interface Waiting {
  delivery: NewDelivery;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Deliveries that are under way to Postgres as one statement each: what comes meanwhile is the next one. */
const STATEMENTS_AT_ONCE = 2;
const MOST_ROWS = 100;
const MOST_BYTES = 4_000_000;

/** Gives a row when there is work. Nobody is notified in it: transactions that notify wait for each other's commit. */
const PUT = `
  WITH added AS (
    INSERT INTO webhook_deliveries (store_id, platform, delivery_id, topic, resource, platform_id, change, body, headers, status,
                                    next_attempt_at, processed_at)
    SELECT store_id, platform, delivery_id, topic, resource, platform_id, change, body, headers::jsonb, work.status,
           CASE WHEN work.status = 'received' THEN now() END, CASE WHEN work.status = 'ignored' THEN now() END
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[])
           AS given (store_id, platform, delivery_id, topic, resource, platform_id, change, body, headers)
    CROSS JOIN LATERAL (SELECT CASE WHEN resource IS NULL OR platform_id IS NULL THEN 'ignored' ELSE 'received' END AS status) work
    ON CONFLICT (store_id, delivery_id) DO NOTHING
    RETURNING status)
  SELECT 1 FROM added WHERE status = 'received' LIMIT 1`;

/**
 * Stores deliveries. Those that come at the same time share a statement and its commit, so a burst costs the disk a few
 * writes and not one each; a single one waits for nothing.
 */
@Injectable()
export class DeliveryInbox {
  private readonly waiting: Waiting[] = [];
  private statements = 0;

  constructor(
    private readonly database: Database,
    private readonly bell: WorkBell,
  ) {}

  /** Returns once the delivery is committed; one that is there already is left alone. Throws NOT_FOUND when the store is gone. */
  put(delivery: NewDelivery): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ delivery, resolve, reject });
      this.flush();
    });
  }

  private flush(): void {
    while (this.statements < STATEMENTS_AT_ONCE && this.waiting.length > 0) {
      this.statements += 1;
      void this.write(this.waiting.splice(0, this.countOfNext())).finally(() => {
        this.statements -= 1;
        this.flush();
      });
    }
  }

  private countOfNext(): number {
    let bytes = 0;
    const tooMuch = this.waiting.findIndex(({ delivery }, index) => {
      bytes += delivery.body.byteLength;
      return index === MOST_ROWS || (index > 0 && bytes > MOST_BYTES);
    });
    return tooMuch === -1 ? this.waiting.length : tooMuch;
  }

  private async write(batch: Waiting[]): Promise<void> {
    try {
      await this.insert(batch.map(({ delivery }) => delivery));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (!isRefusedData(error)) for (const { reject } of batch) reject(error);
      else if (batch.length === 1) batch[0]?.reject(isStoreGone(error) ? AppError.notFound('Store') : error);
      // One that Postgres refuses must not fail the others.
      else for (const one of batch) await this.write([one]);
    }
  }

  private async insert(deliveries: NewDelivery[]): Promise<void> {
    const column = <Name extends keyof NewDelivery>(name: Name): NewDelivery[Name][] =>
      deliveries.map((delivery) => delivery[name]);
    const work = await this.database.prepared(PUT, [
      column('store_id'),
      column('platform'),
      column('delivery_id'),
      column('topic'),
      column('resource'),
      column('platform_id'),
      column('change'),
      column('body').map((body) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
      column('headers').map((headers) => JSON.stringify(headers)),
    ]);
    if (work.length > 0) this.bell.ring();
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity). */
function isRefusedData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}

function isStoreGone(error: unknown): boolean {
  return (error as { constraint?: unknown }).constraint === 'webhook_deliveries_store_id_fkey';
}
