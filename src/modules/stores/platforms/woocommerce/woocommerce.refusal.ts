import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { PROVIDER, isGone } from './woocommerce.answer.js';

/** A change that is refused here, before anything is sent: the shop would take it and do something else. */
export function refuse(message: string, provider_code?: string): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message,
    ...(provider_code === undefined ? {} : { provider_code }),
  });
}

/** The record that a look-up found, or null where the shop says that there is none. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProviderError && isGone(error)) return null;
    throw error;
  }
}
