import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { cleanJson, cleanText } from '../../../common/text/clean-text.js';
import type { BadProviderRecord } from '../providers/provider.records.js';
import { redact, redactText } from '../redaction.js';

/** Records that could not be taken in: kept with what was sent and why, each once, until they come in well. */
@Injectable()
export class BadPaymentRecords {
  constructor(private readonly database: Database) {}

  async keep(processorId: string, resource: string, records: readonly BadProviderRecord[]): Promise<void> {
    if (records.length === 0) return;
    const rows = new Map(
      records.map((record) => {
        const raw = cleanJson(redact(record.raw));
        const id = record.platform_id ?? `unknown-${createHash('sha256').update(JSON.stringify(raw)).digest('hex')}`;
        const reason = redactText(cleanText(record.reason)).slice(0, 2000);
        return [id, { platform_id: cleanText(id).slice(0, 255), reason, raw }];
      }),
    );
    await this.database.execute(
      `INSERT INTO payment_bad_records (payment_processor_id, resource, platform_id, reason, raw)
       SELECT $1, $2, platform_id, reason, raw FROM jsonb_to_recordset($3::jsonb) AS bad (platform_id text, reason text, raw jsonb)
       ON CONFLICT (payment_processor_id, resource, platform_id) WHERE platform_id IS NOT NULL
       DO UPDATE SET reason = excluded.reason, raw = excluded.raw, seen_at = now()`,
      [processorId, resource.slice(0, 50), JSON.stringify([...rows.values()])],
    );
  }

  /** Those that came in well at last, by whichever list. */
  async forget(processorId: string, platformIds: string[]): Promise<void> {
    if (platformIds.length === 0) return;
    await this.database.execute(
      'DELETE FROM payment_bad_records WHERE payment_processor_id = $1 AND platform_id = ANY($2)',
      [processorId, platformIds],
    );
  }
}
