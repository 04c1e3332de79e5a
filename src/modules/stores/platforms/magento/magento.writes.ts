import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { PROVIDER } from './magento.answer.js';

/** A refusal of ours, in words for a person: nothing was sent that could have changed anything. */
export function refused(message: string): ProviderError {
  return new ProviderError({ fault: 'rejected', provider: PROVIDER, message });
}

/**
 * Reads behind a write that was done. A failure here says nothing about the write: it becomes `unknown_outcome`, so that
 * whoever asked looks the write up instead of doing it again.
 */
export async function afterwards<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError({
      fault: 'unknown_outcome',
      provider: PROVIDER,
      message: `The shop did it, but could not be asked about it then: ${error.message}`,
      cause: error,
    });
  }
}

/** A list cut into pieces of at most `size`. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_one, n) => items.slice(n * size, (n + 1) * size));
}

export function isRejected(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.fault === 'rejected';
}

export type Rows = ReadonlyMap<string, JsonObject>;
