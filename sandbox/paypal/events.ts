import type { JsonObject } from '../core/json.js';
import type { LedgerChange } from '../core/ledger.types.js';
import type { PaypalBooks } from './books.js';
import { disputeView } from './disputes.js';
import { captureView, link, refundView } from './payment-views.js';
import { idOf, iso } from './texts.js';
import type { PaypalEvent } from './webhooks.js';

/** What PayPal tells of a change; null: nothing (it has no event for a withdrawal). */
export function eventOf(books: PaypalBooks, change: LedgerChange, n: number, origin: string): PaypalEvent | null {
  const told = toldOf(books, change, origin);
  if (told === null) return null;
  const id = `WH-${idOf('event', n)}-${idOf('event', n, told.event_type)}`;
  const own = `${origin}/v1/notifications/webhooks-events/${id}`;
  return {
    id,
    event_version: '1.0',
    create_time: iso(Date.now()),
    resource_type: told.resource_type,
    resource_version: '2.0',
    event_type: told.event_type,
    summary: `${told.resource_type} ${told.event_type.split('.').pop()?.toLowerCase() ?? ''}`,
    resource: told.resource,
    links: [link(own, 'self', 'GET'), link(`${own}/resend`, 'resend', 'POST')],
  };
}

interface Told {
  event_type: string;
  resource_type: string;
  resource: JsonObject;
}

function toldOf(books: PaypalBooks, change: LedgerChange, origin: string): Told | null {
  switch (change.kind) {
    case 'payment': {
      const name = { succeeded: 'COMPLETED', pending: 'PENDING', failed: 'DENIED' }[change.payment.status];
      return {
        event_type: `PAYMENT.CAPTURE.${name}`,
        resource_type: 'capture',
        resource: captureView(change.payment, origin),
      };
    }
    case 'refund': {
      const { refund } = change;
      const payment = books.ledger.payment(refund.payment_id);
      if (payment === undefined) return null;
      const name = {
        succeeded: 'PAYMENT.CAPTURE.REFUNDED',
        pending: 'PAYMENT.REFUND.PENDING',
        failed: 'PAYMENT.REFUND.FAILED',
      };
      return {
        event_type: name[refund.status],
        resource_type: 'refund',
        resource: refundView(refund, payment, origin),
      };
    }
    case 'dispute': {
      const isOver = change.dispute.status === 'won' || change.dispute.status === 'lost';
      return {
        event_type: `CUSTOMER.DISPUTE.${change.is_new ? 'CREATED' : isOver ? 'RESOLVED' : 'UPDATED'}`,
        resource_type: 'dispute',
        resource: disputeView(books, change.dispute, origin),
      };
    }
    case 'payout':
      return null;
  }
}
