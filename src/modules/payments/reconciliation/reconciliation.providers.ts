import type { Provider } from '@nestjs/common';
import { PaymentsApi } from '../payments.api.js';
import { AcceptException } from './accept-exception.js';
import { ExceptionQueries } from './exceptions.queries.js';
import { MarkChanged } from './mark-changed.js';
import { MatchTransaction } from './match-transaction.js';
import { OrderMoney } from './order-money.js';
import { ReconcileDue } from './reconcile-due.js';
import { ReconcileJob } from './reconcile.job.js';
import { ReconciliationMarks } from './reconciliation-marks.js';
import { ReconciliationPass } from './reconciliation-pass.js';
import { ReconciliationRulesRepository } from './reconciliation-rules.js';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { SetRules } from './set-rules.js';

export const RECONCILIATION_PROVIDERS: Provider[] = [
  ReconciliationRulesRepository,
  ReconciliationMarks,
  ReconciliationPass,
  ReconcileDue,
  ReconcileJob,
  MarkChanged,
  ReconciliationQueries,
  ExceptionQueries,
  MatchTransaction,
  AcceptException,
  SetRules,
  { provide: PaymentsApi, useClass: OrderMoney },
];
