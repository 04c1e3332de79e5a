import type { Provider } from '@nestjs/common';
import { CreateRefund } from './create-refund.js';
import { PendingRefunds } from './pending-refunds.js';
import { RefundIntake } from './refund-intake.js';
import { RefundLog } from './refund-log.js';
import { RefundNews } from './refund-news.js';
import { RefundQueries } from './refund.queries.js';
import { RefundRunner } from './refund-runner.js';
import { RefundSettlement } from './refund-settlement.js';
import { RefundTimes } from './refund-times.js';
import { RefundedPayments } from './refunded-payments.js';
import { SettleRefundJob } from './settle-refund.job.js';

/** What refunds are made of, for the module. */
export const REFUND_PROVIDERS: Provider[] = [
  RefundTimes,
  RefundLog,
  RefundedPayments,
  RefundSettlement,
  RefundRunner,
  RefundIntake,
  PendingRefunds,
  CreateRefund,
  RefundQueries,
  SettleRefundJob,
  RefundNews,
];
