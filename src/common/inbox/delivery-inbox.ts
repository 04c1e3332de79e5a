import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import { INBOX_TABLE, type InboxTable } from './inbox-table.js';
import { WorkBell } from './work-bell.js';

export interface NewDelivery {
  owner_id: string;
  /** The sender's own id of it: one that comes twice is stored once. */
  delivery_id: string;
  topic: string;
  /** Null: needs no work. */
  resource: string | null;
  platform_id: string | null;
  body: Uint8Array;
  headers: Record<string, string>;
  /** Values of the table's `own_columns`. */
  own: Readonly<Record<string, string | null>>;
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
const MAX_TEXT = 255;

/**
 * Stores deliveries. Those that come at the same time share a statement and its commit, so a burst costs the disk a few
 * writes and not one each; a single one waits for nothing.
 */
@Injectable()
export class DeliveryInbox {
  private readonly waiting: Waiting[] = [];
  private statements = 0;
  private readonly putSql: string;

  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
    private readonly bell: WorkBell,
  ) {
    this.putSql = putSqlOf(table);
  }

  /** Returns once the delivery is committed; one that is there already is left alone. Throws NOT_FOUND when its owner is gone. */
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
      else if (batch.length === 1)
        batch[0]?.reject(isOwnerGone(error) ? AppError.notFound(this.table.owner_label) : error);
      // One that Postgres refuses must not fail the others.
      else for (const one of batch) await this.write([one]);
    }
  }

  private async insert(deliveries: NewDelivery[]): Promise<void> {
    const column = <Name extends keyof NewDelivery>(name: Name): NewDelivery[Name][] =>
      deliveries.map((delivery) => delivery[name]);
    const work = await this.database.prepared(this.putSql, [
      column('owner_id'),
      column('delivery_id').map((id) => id.slice(0, MAX_TEXT)),
      column('topic').map((topic) => topic.slice(0, MAX_TEXT)),
      column('resource'),
      column('platform_id'),
      column('body').map((body) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
      column('headers').map((headers) => JSON.stringify(headers)),
      ...this.table.own_columns.map((name) => deliveries.map(({ own }) => own[name] ?? null)),
    ]);
    if (work.length > 0) this.bell.ring();
  }
}

/** Gives a row when there is work. Nobody is notified in it: transactions that notify wait for each other's commit. */
function putSqlOf({ name, owner_column: owner, own_columns: own }: InboxTable): string {
  const columns = [owner, 'delivery_id', 'topic', 'resource', 'platform_id', 'body', 'headers', ...own];
  const read = columns.map((column) => (column === 'headers' ? 'headers::jsonb' : column));
  const types = ['uuid', 'text', 'text', 'text', 'text', 'bytea', 'text', ...own.map(() => 'text')];
  return `
  WITH added AS (
    INSERT INTO ${name} (${columns.join(', ')}, status, next_attempt_at, processed_at)
    SELECT ${read.join(', ')}, work.status,
           CASE WHEN work.status = 'received' THEN now() END, CASE WHEN work.status = 'ignored' THEN now() END
    FROM unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')}) AS given (${columns.join(', ')})
    CROSS JOIN LATERAL (SELECT CASE WHEN resource IS NULL OR platform_id IS NULL THEN 'ignored' ELSE 'received' END AS status) work
    ON CONFLICT (${owner}, delivery_id) DO NOTHING
    RETURNING status)
  SELECT 1 FROM added WHERE status = 'received' LIMIT 1`;
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity). */
function isRefusedData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}

/** The owner is all that a delivery points at. */
function isOwnerGone(error: unknown): boolean {
  return (error as { code?: unknown }).code === '23503';
}
