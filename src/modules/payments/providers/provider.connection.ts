import type { OutboundClient } from '../../../common/outbound/outbound-client.js';
import type { LeakyBudget } from '../../../common/outbound/rate-budget.js';

export const PROVIDER_KEYS = ['stripe', 'paypal', 'square'] as const;
export type ProviderKey = (typeof PROVIDER_KEYS)[number];

/** Real money, or a provider's test mode (Stripe's test keys, PayPal's and Square's sandbox). */
export type ProcessorMode = 'live' | 'test';

/** Opened credentials: plain strings, kept in memory only for the call. */
export type ProviderCredentials = Record<string, string>;

/** What an adapter is given for each piece of work. */
export interface ProviderConnection {
  processor_id: string;
  credentials: ProviderCredentials;
  http: OutboundClient;
  signal: AbortSignal;
  /** The processor's own rate budget, in calls. Take one before each call. */
  budget: Pick<LeakyBudget, 'take' | 'learn' | 'blockFor'>;
  /**
   * Waits. A short wait (≤ 5 s) sleeps, abortable; a longer one throws ResumeLater, which the engine turns into a
   * delayed run from the last cursor.
   */
  pause(ms: number): Promise<void>;
}
