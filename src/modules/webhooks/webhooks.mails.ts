import type { StoreNotice } from '../stores/stores.api.js';

/** Tells a store's owner that what the shop told us could not be worked off, and what to do. */
export function deadLetterMail(store: { id: string; name: string }, count: number, reason: string): StoreNotice {
  const deliveries = count === 1 ? 'A delivery' : `${count} deliveries`;
  return {
    kind: 'webhook_delivery_dead',
    subject: `Changes in your store "${store.name}" could not be taken in`,
    paragraphs: [
      `${deliveries} of your store "${store.name}" could not be worked off in many tries: ${reason}`,
      'The scheduled sync and the nightly comparison with the shop usually find what is missing.',
      `GET /api/v1/stores/${store.id}/webhooks/deliveries?status=dead lists them;\nPOST /api/v1/stores/${store.id}/webhooks/deliveries/retry-dead tries them again.`,
    ],
  };
}
