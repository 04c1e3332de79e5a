import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../core/json.js';
import { MagentoError } from './answers.js';
import { timeText } from './site-time.js';

interface Operation {
  id: number;
  /** 1 done, 3 failed for good, 4 waits. */
  status: 1 | 3 | 4;
  message: string | null;
  code: number | null;
  run: () => void;
}

interface Batch {
  uuid: string;
  started: number;
  operations: Operation[];
  /** How often it was asked for: the queue's consumer works between two looks. */
  looks: number;
}

/** The queue behind `/async/bulk/V1`: takes lists of calls, works them off bit by bit, and tells what became of each. */
export class Bulk {
  private readonly batches = new Map<string, Batch>();

  constructor(private readonly seed: number) {}

  accept(calls: (() => void)[], at: number): Json {
    const uuid = uuidOf(this.seed, this.batches.size);
    const operations = calls.map((run, id): Operation => ({ id, status: 4, message: null, code: null, run }));
    this.batches.set(uuid, { uuid, started: at, operations, looks: 0 });
    return {
      bulk_uuid: uuid,
      request_items: operations.map(({ id }) => ({
        id,
        data_hash: createHash('md5').update(`${uuid}${id}`).digest('hex'),
        status: 'accepted',
      })),
      errors: false,
    };
  }

  detailed(uuid: string): Json {
    const batch = this.batches.get(uuid);
    if (batch === undefined) throw new MagentoError(404, 'The bulk with the uuid "%1" does not exist.', [uuid]);
    batch.looks += 1;
    this.work(batch);
    return {
      bulk_id: batch.uuid,
      description: 'Topic async.magento.catalog.api.productrepositoryinterface.save.put',
      start_time: timeText(batch.started),
      user_id: 1,
      user_type: 1,
      operation_count: batch.operations.length,
      operations_list: batch.operations.map((operation): JsonObject => ({
        id: operation.id,
        bulk_uuid: batch.uuid,
        topic_name: 'async.magento.catalog.api.productrepositoryinterface.save.put',
        serialized_data: '{}',
        result_serialized_data: operation.status === 1 ? '{}' : null,
        status: operation.status,
        result_message: operation.message,
        error_code: operation.code,
      })),
    };
  }

  /** Nothing is done at the first look, half at the second, the rest then. */
  private work(batch: Batch): void {
    const open = batch.operations.filter(({ status }) => status === 4);
    const count = batch.looks === 1 ? 0 : batch.looks === 2 ? Math.ceil(open.length / 2) : open.length;
    for (const operation of open.slice(0, count)) {
      try {
        operation.run();
        operation.status = 1;
        operation.message = 'Service execution success Magento\\Catalog\\Api\\ProductRepositoryInterface::save';
      } catch (error) {
        if (!(error instanceof MagentoError)) throw error;
        operation.status = 3;
        operation.message = error.message;
        operation.code = error.status;
      }
    }
  }
}

function uuidOf(seed: number, n: number): string {
  const hex = createHash('md5').update(`magento-bulk ${seed} ${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
