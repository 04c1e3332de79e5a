import type { PlatformKey } from './platforms/platform.connection.js';

/** Where a shop delivers to; null without a public address. */
export function webhookAddress(publicUrl: string | null, store: { id: string; platform: PlatformKey }): string | null {
  return publicUrl === null ? null : `${publicUrl}/api/v1/webhooks/${store.platform}/${store.id}`;
}
