import { AppError } from '../../../common/errors/app-error.js';
import type { JobView } from '../../jobs/jobs.api.js';
import type { Json, JsonObject } from '../../../common/json.js';
import type { StockOutcome, StoreSummary } from '../../stores/stores.api.js';

/** `pending`: sent, but no answer was heard; the job goes on until it is known. */
export type WriteOutcome = { state: 'done'; id: string } | { state: 'pending'; id: string | null; job: JobView };

/**
 * Throws CONFLICT when the platform had another stock than was expected, PROVIDER_REJECTED when it would not set it. `outcome`:
 * of a change that set stock, alone or with its product. `yours`: what was asked for.
 */
export function requireStockSet({ platform }: Pick<StoreSummary, 'platform'>, outcome: JsonObject, yours: Json): void {
  const outcomes = (outcome.stock ?? outcome.outcomes ?? []) as unknown as StockOutcome[];
  const missed = outcomes.filter(({ result }) => result !== 'set');
  const [first] = missed;
  if (!first) return;
  const rest = outcome.stock === undefined ? '' : '; the rest of the product is as you wanted it';
  if (missed.every(({ result }) => result === 'refused')) {
    const message = `The shop did not set the stock: ${first.message ?? 'it gave no reason'}${rest}`;
    const details = { provider: platform, provider_code: null, provider_message: first.message };
    throw new AppError('PROVIDER_REJECTED', message, details);
  }
  throw AppError.conflict(`The stock was changed at the shop meanwhile, and was not set${rest}`, {
    fields: ['inventory_quantity'],
    yours,
    platform: missed.map(({ platform_variant_id, available, result, message }) => ({
      platform_variant_id,
      inventory_quantity: available,
      result,
      message,
    })),
  });
}
