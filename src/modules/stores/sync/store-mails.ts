import type { StoreNotice } from '../stores.api.js';

/** Tells a store's owner that it is no longer read, why, and what to do. */
export function failedMail(
  store: { id: string; name: string; platform: string },
  state: 'failed' | 'degraded',
  fault: { code: string; message: string },
  publicUrl: string | null,
): StoreNotice {
  const what =
    state === 'failed'
      ? `The shop refuses our credentials, so orders, products and stock are no longer brought up to date.\n\nConnect the store again with valid credentials (POST /api/v1/stores/${store.id}/connect).\nUntil then we ask the shop only now and then whether it accepts them again.`
      : 'The shop does not answer as it should. We go on trying, more and more seldom, and catch up as soon as it answers.';
  return {
    kind: 'store_connection_failed',
    subject: `Your store "${store.name}" is not being synced`,
    paragraphs: [
      `your ${store.platform} store "${store.name}" is not being synced: ${fault.message} (${fault.code}).`,
      what,
      publicUrl
        ? `${publicUrl}/api/v1/stores/${store.id}/sync shows where it stands.`
        : 'GET /api/v1/stores/{store_id}/sync shows where it stands.',
    ],
  };
}
