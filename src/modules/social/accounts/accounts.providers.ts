import type { Provider } from '@nestjs/common';
import { AccountCheck } from './account-check.js';
import { AccountConnections } from './account-connections.js';
import { AccountHealth } from './account-health.js';
import { AccountNotices } from './account-notices.js';
import { AccountOutcomes } from './account-outcomes.js';
import { AccountProbe } from './account-probe.js';
import { AccountQueries } from './account.queries.js';
import { AccountRecord } from './account-record.js';
import { AccountRepository } from './account.repository.js';
import { AccountSchedule } from './account-schedule.js';
import { AccountWork } from './account-work.js';
import { AddAccount } from './commands/add-account.js';
import { DeleteAccount } from './commands/delete-account.js';
import { StartVerify } from './commands/start-verify.js';
import { UpdateAccount } from './commands/update-account.js';
import { DeliveryDays } from './delivery-days.js';
import { OwnProxies } from './own-proxies.js';
import { TokenWatch } from './token-watch.js';
import { VerifyAccountJob } from './verify-account.job.js';

/** Accounts: adding, verifying and watching them. */
export const ACCOUNT_PROVIDERS: Provider[] = [
  AccountRepository,
  AccountConnections,
  OwnProxies,
  AccountNotices,
  AccountRecord,
  AccountProbe,
  AccountCheck,
  AccountOutcomes,
  AccountWork,
  AccountQueries,
  AccountHealth,
  StartVerify,
  AddAccount,
  UpdateAccount,
  DeleteAccount,
  VerifyAccountJob,
  AccountSchedule,
  TokenWatch,
  DeliveryDays,
];
