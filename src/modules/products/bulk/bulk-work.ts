import type { JobRun } from '../../jobs/jobs.api.js';
import type { StoreKey } from '../../stores/stores.api.js';
import type { BulkRow } from './bulk.repository.js';

/** A bulk change, and what it is worked with. */
export interface BulkWork {
  bulk: BulkRow;
  run: JobRun;
  store: StoreKey;
  has_stock: boolean;
  /** Aborted when the process stops or another has taken over, not by a person's cancel: a chunk is brought to its end. */
  signal: AbortSignal;
}
