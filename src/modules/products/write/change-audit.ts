import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { type ChangeKind, type SettledChange, StoreChanges } from '../../stores/stores.api.js';

const ACTIONS = {
  'product.create': 'product.created',
  'product.update': 'product.updated',
  'product.delete': 'product.deleted',
  'stock.set': 'inventory.set',
} as const satisfies Partial<Record<ChangeKind, string>>;

/** Notes who changed a product or its stock at the platform, in the transaction in which it became ours. */
@Injectable()
export class ChangeAudit implements OnModuleInit {
  constructor(
    private readonly changes: StoreChanges,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    for (const kind of Object.keys(ACTIONS) as (keyof typeof ACTIONS)[])
      this.changes.observe({ kind, settled: (change) => this.note(ACTIONS[kind], change) });
  }

  private note(action: string, change: SettledChange): Promise<void> {
    const { user_id, store_id, subject_id, id, context, outcome } = change;
    return this.audit.record({
      user_id,
      action,
      subject_type: 'product',
      subject_id: typeof outcome.record_id === 'string' ? outcome.record_id : subject_id,
      details: { ...context, store_id, change_id: id },
    });
  }
}
