import type { Provider } from '@nestjs/common';
import { ConnectProcessor } from './commands/connect-processor.js';
import { DeleteProcessor } from './commands/delete-processor.js';
import { ProcessorRecord } from './commands/processor-record.js';
import { StartImport } from './commands/start-import.js';
import { UpdateProcessor } from './commands/update-processor.js';
import { ImportCompletion } from './import/import-completion.js';
import { ImportEngine } from './import/import-engine.js';
import { ImportSchedule } from './import/import-schedule.js';
import { ImportJob } from './import/import.job.js';
import { ProcessorHealth } from './import/processor-health.js';
import { PaymentReads } from './import/reads.repository.js';
import { DeriveLines } from './listeners/derive-lines.js';
import { ProcessorQueries } from './processor.queries.js';
import { DerivedPayoutLines } from './sink/derived-lines.js';

/** Processors, and reading them. */
export const PROCESSOR_PROVIDERS: Provider[] = [
  ProcessorQueries,
  StartImport,
  ProcessorRecord,
  ConnectProcessor,
  UpdateProcessor,
  DeleteProcessor,
  PaymentReads,
  ImportEngine,
  ImportCompletion,
  ProcessorHealth,
  ImportJob,
  ImportSchedule,
  DerivedPayoutLines,
  DeriveLines,
];
