import type { Provider } from '@nestjs/common';
import { MarkChanged } from './mark-changed.js';
import { ReconcileDue } from './reconcile-due.js';
import { ReconcileJob } from './reconcile.job.js';
import { ReconciliationMarks } from './reconciliation-marks.js';
import { ReconciliationPass } from './reconciliation-pass.js';
import { ReconciliationRulesRepository } from './reconciliation-rules.js';

export const RECONCILIATION_PROVIDERS: Provider[] = [
  ReconciliationRulesRepository,
  ReconciliationMarks,
  ReconciliationPass,
  ReconcileDue,
  ReconcileJob,
  MarkChanged,
];
