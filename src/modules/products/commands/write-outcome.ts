import { AppError } from '../../../common/errors/app-error.js';
import type { JobView } from '../../jobs/jobs.api.js';
import type { StockChange, StockOutcome } from '../../stores/stores.api.js';

/** `pending`: sent, but no answer was heard; the job goes on until it is known. */
export type WriteOutcome = { state: 'done'; id: string } | { state: 'pending'; id: string | null; job: JobView };

/** Throws CONFLICT when the platform had another stock than was expected, or would not set it. */
export function requireStockSet(outcomes: StockOutcome[], changes: StockChange[]): void {
  const missed = outcomes.filter(({ result }) => result !== 'set');
  if (missed.length === 0) return;
  throw AppError.conflict('The stock was changed at the shop meanwhile, and was not set', {
    fields: ['inventory_quantity'],
    yours: changes.map(({ platform_variant_id, set }) => ({ platform_variant_id, inventory_quantity: set })),
    platform: missed.map(({ platform_variant_id, available, result, message }) => ({
      platform_variant_id,
      inventory_quantity: available,
      result,
      message,
    })),
  });
}
