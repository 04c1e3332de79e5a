import type { JsonObject } from '../core/json.js';
import type { LedgerPayment, LedgerRefund } from '../core/ledger.types.js';
import { ACCOUNT_ID } from './apps.js';
import { money } from './money.js';
import { customOf, invoiceOf, iso, payerId, refundCustomOf } from './texts.js';

/** Captures, refunds and orders as the Payments and Orders APIs show them. `origin`: of the API, without a slash at its end. */

const MERCHANT = { email_address: 'merchant@sandbox.example', merchant_id: ACCOUNT_ID };

export function captureView(payment: LedgerPayment, origin: string): JsonObject {
  return {
    ...captureInOrder(payment, origin),
    payee: MERCHANT,
    supplementary_data: { related_ids: { order_id: payment.intent_id } },
  };
}

/** An order's captures do not say again whose order they are of. */
function captureInOrder(payment: LedgerPayment, origin: string): JsonObject {
  const { amount, currency, settlement } = payment;
  const invoice = invoiceOf(payment);
  const custom = customOf(payment);
  return {
    id: payment.id,
    status: captureStatus(payment),
    ...(payment.status === 'pending' ? { status_details: { reason: 'ECHECK' } } : {}),
    amount: money(amount, currency),
    final_capture: true,
    seller_protection: { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] },
    ...(settlement === null
      ? {}
      : {
          seller_receivable_breakdown: {
            gross_amount: money(settlement.gross, currency),
            paypal_fee: money(settlement.fee, currency),
            net_amount: money(settlement.net, currency),
          },
        }),
    ...(invoice === null ? {} : { invoice_id: invoice }),
    ...(custom === null ? {} : { custom_id: custom }),
    create_time: iso(payment.created),
    update_time: iso(payment.refunds.at(-1)?.created ?? payment.created),
    links: [
      link(`${origin}/v2/payments/captures/${payment.id}`, 'self', 'GET'),
      link(`${origin}/v2/payments/captures/${payment.id}/refund`, 'refund', 'POST'),
      link(`${origin}/v2/checkout/orders/${payment.intent_id}`, 'up', 'GET'),
    ],
  };
}

export function refundView(refund: LedgerRefund, payment: LedgerPayment, origin: string): JsonObject {
  const { amount, currency, settlement } = refund;
  const invoice = invoiceOf(payment);
  const custom = refundCustomOf(refund) ?? customOf(payment);
  const back = payment.refunds.filter((other) => other.status !== 'failed' && other.created <= refund.created);
  return {
    id: refund.id,
    status: { succeeded: 'COMPLETED', pending: 'PENDING', failed: 'FAILED' }[refund.status],
    ...(refund.status === 'pending' ? { status_details: { reason: 'ECHECK' } } : {}),
    amount: money(amount, currency),
    ...(refund.reason === null ? {} : { note_to_payer: refund.reason }),
    ...(invoice === null ? {} : { invoice_id: invoice }),
    ...(custom === null ? {} : { custom_id: custom }),
    seller_payable_breakdown: {
      gross_amount: money(amount, currency),
      paypal_fee: money(-(settlement?.fee ?? 0), currency),
      net_amount: money(amount + (settlement?.fee ?? 0), currency),
      total_refunded_amount: money(
        back.reduce((sum, other) => sum + other.amount, 0),
        currency,
      ),
    },
    payer: MERCHANT,
    create_time: iso(refund.created),
    update_time: iso(refund.created),
    links: refundLinks(refund, origin),
  };
}

/** What is answered to who asked for no representation. */
export function shortRefundView(refund: LedgerRefund, origin: string): JsonObject {
  const status = { succeeded: 'COMPLETED', pending: 'PENDING', failed: 'FAILED' }[refund.status];
  return { id: refund.id, status, links: refundLinks(refund, origin) };
}

export function orderView(payment: LedgerPayment, origin: string): JsonObject {
  const invoice = invoiceOf(payment);
  const custom = customOf(payment);
  const [given = 'Buyer', ...rest] = (payment.name ?? '').split(' ').filter((part) => part !== '');
  return {
    id: payment.intent_id,
    intent: 'CAPTURE',
    status: 'COMPLETED',
    purchase_units: [
      {
        reference_id: 'default',
        amount: money(payment.amount, payment.currency),
        ...(invoice === null ? {} : { invoice_id: invoice }),
        ...(custom === null ? {} : { custom_id: custom }),
        payments: {
          captures: [captureInOrder(payment, origin)],
          ...(payment.refunds.length === 0
            ? {}
            : { refunds: payment.refunds.map((refund) => refundView(refund, payment, origin)) }),
        },
      },
    ],
    payer: {
      name: { given_name: given, surname: rest.join(' ') || given },
      ...(payment.email === null ? {} : { email_address: payment.email, payer_id: payerId(payment.email) }),
    },
    create_time: iso(payment.created - 60_000),
    update_time: iso(payment.created),
    links: [link(`${origin}/v2/checkout/orders/${payment.intent_id}`, 'self', 'GET')],
  };
}

export function link(href: string, rel: string, method: string): JsonObject {
  return { href, rel, method };
}

function captureStatus(payment: LedgerPayment): string {
  if (payment.status !== 'succeeded') return payment.status === 'pending' ? 'PENDING' : 'DECLINED';
  const back = payment.refunds.reduce((sum, { status, amount }) => sum + (status === 'failed' ? 0 : amount), 0);
  if (back === 0) return 'COMPLETED';
  return back < payment.amount ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
}

function refundLinks(refund: LedgerRefund, origin: string): JsonObject[] {
  return [
    link(`${origin}/v2/payments/refunds/${refund.id}`, 'self', 'GET'),
    link(`${origin}/v2/payments/captures/${refund.payment_id}`, 'up', 'GET'),
  ];
}
