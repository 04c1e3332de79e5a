import type { ProviderKey } from '../providers/provider.connection.js';

/** Where a provider delivers to; null without a public address. */
export function paymentWebhookAddress(
  publicUrl: string | null,
  processor: { id: string; provider: ProviderKey },
): string | null {
  return publicUrl === null ? null : `${publicUrl}/api/v1/webhooks/payments/${processor.provider}/${processor.id}`;
}
