import type { ProcessorNotice } from '../processor-notices.js';

/** Tells the owner that what a provider told us could not be worked off, and what to do. */
export function deadLetterMail(
  processor: { id: string; name: string },
  count: number,
  reason: string,
): ProcessorNotice {
  const deliveries = count === 1 ? 'A delivery' : `${count} deliveries`;
  const path = `/api/v1/payment-processors/${processor.id}/webhooks/deliveries`;
  return {
    kind: 'payment_delivery_dead',
    subject: `Changes at your payment processor "${processor.name}" could not be taken in`,
    paragraphs: [
      `${deliveries} of your payment processor "${processor.name}" could not be worked off in many tries: ${reason}`,
      'The hourly import usually finds what is missing.',
      `GET ${path}?status=dead lists them;\nPOST ${path}/retry-dead tries them again.`,
    ],
  };
}
