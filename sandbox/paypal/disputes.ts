import type { JsonObject } from '../core/json.js';
import type { LedgerDispute } from '../core/ledger.types.js';
import { ACCOUNT_ID } from './apps.js';
import type { PaypalBooks } from './books.js';
import { money } from './money.js';
import { link } from './payment-views.js';
import { badRequest, notFound } from './refusal.js';
import { onlyThese } from './search.js';
import { customOf, idOf, invoiceOf, iso } from './texts.js';

/** GET /v1/customer/disputes and /v1/customer/disputes/{id} */

const HISTORY_MS = 180 * 86_400_000;
const MOST = 50;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const REASONS: Readonly<Record<string, string>> = {
  fraudulent: 'UNAUTHORISED',
  product_not_received: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
  product_unacceptable: 'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED',
  duplicate: 'DUPLICATE_TRANSACTION',
};

const STATES: Readonly<Record<LedgerDispute['status'], [status: string, state: string, outcome: string | null]>> = {
  needs_response: ['WAITING_FOR_SELLER_RESPONSE', 'REQUIRED_ACTION', null],
  under_review: ['UNDER_REVIEW', 'UNDER_PAYPAL_REVIEW', null],
  won: ['RESOLVED', 'RESOLVED', 'RESOLVED_SELLER_FAVOUR'],
  lost: ['RESOLVED', 'RESOLVED', 'RESOLVED_BUYER_FAVOUR'],
};

export function listDisputes(books: PaypalBooks, url: URL, origin: string): JsonObject {
  const params = url.searchParams;
  onlyThese(params, ['page_size', 'next_page_token', 'update_time_after', 'disputed_transaction_id']);
  const size = Number(params.get('page_size') ?? '10');
  if (!Number.isInteger(size) || size < 1 || size > MOST) {
    throw badRequest('INVALID_PAGE_SIZE', `page_size must be from 1 to ${MOST}`, 'page_size');
  }
  const after = afterOf(params.get('update_time_after'));
  const from = Number(Buffer.from(params.get('next_page_token') ?? '', 'base64').toString('utf8') || '0');
  const payment = params.get('disputed_transaction_id');
  const found = books.ledger.disputes
    .filter((dispute) => books.changeOf(dispute) >= after && (payment === null || dispute.payment_id === payment))
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
  const shown = found.slice(from, from + size);
  const next = new URLSearchParams(params);
  next.set('next_page_token', Buffer.from(String(from + size)).toString('base64'));
  return {
    ...(shown.length > 0
      ? {
          items: shown.map((dispute) => ({
            ...head(books, dispute, origin),
            dispute_state: STATES[dispute.status][1],
          })),
        }
      : {}),
    links: [
      link(`${origin}/v1/customer/disputes${url.search}`, 'self', 'GET'),
      ...(from + size < found.length ? [link(`${origin}/v1/customer/disputes?${next.toString()}`, 'next', 'GET')] : []),
    ],
  };
}

export function oneDispute(books: PaypalBooks, id: string, origin: string): JsonObject {
  const dispute = books.ledger.disputeOf(id);
  if (dispute === undefined) throw notFound();
  return disputeView(books, dispute, origin);
}

export function disputeView(books: PaypalBooks, dispute: LedgerDispute, origin: string): JsonObject {
  const payment = books.ledger.payment(dispute.payment_id) ?? null;
  const invoice = invoiceOf(payment)?.replace(/[^A-Za-z0-9:\-|]/g, '') ?? '';
  const custom = customOf(payment);
  const outcome = STATES[dispute.status][2];
  const movements = [movement(dispute, dispute.withdrawn, 'DEBIT'), movement(dispute, dispute.reinstated, 'CREDIT')];
  const moved = movements.filter((one) => one !== null);
  return {
    ...head(books, dispute, origin),
    disputed_transactions: [
      {
        buyer_transaction_id: idOf('buyer', dispute.payment_id),
        seller_transaction_id: dispute.payment_id,
        ...(payment === null
          ? {}
          : { create_time: iso(payment.created), gross_amount: money(payment.amount, payment.currency) }),
        transaction_status: 'COMPLETED',
        ...(invoice === '' ? {} : { invoice_number: invoice }),
        ...(custom === null ? {} : { custom }),
        seller: { email: 'merchant@sandbox.example', merchant_id: ACCOUNT_ID, name: 'Sandbox merchant' },
      },
    ],
    ...(outcome === null
      ? {}
      : { dispute_outcome: { outcome_code: outcome, amount_refunded: money(dispute.amount, dispute.currency) } }),
    ...(moved.length === 0 ? {} : { money_movements: moved }),
  };
}

function head(books: PaypalBooks, dispute: LedgerDispute, origin: string): JsonObject {
  const [status] = STATES[dispute.status];
  return {
    dispute_id: dispute.id,
    create_time: iso(dispute.created),
    update_time: iso(books.changeOf(dispute)),
    reason: REASONS[dispute.reason] ?? 'OTHER',
    status,
    dispute_amount: money(dispute.amount, dispute.currency),
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'INTERNAL',
    ...(status === 'RESOLVED' ? {} : { seller_response_due_date: iso(dispute.evidence_due) }),
    links: [link(`${origin}/v1/customer/disputes/${dispute.id}`, 'self', 'GET')],
  };
}

function movement(dispute: LedgerDispute, entry: LedgerDispute['withdrawn'], type: string): JsonObject | null {
  if (entry === null) return null;
  return {
    affected_party: 'SELLER',
    amount: money(dispute.amount, dispute.currency),
    initiated_time: iso(entry.created),
    type,
    reason: 'DISPUTE_SETTLEMENT',
  };
}

function afterOf(text: string | null): number {
  const oldest = Date.now() - HISTORY_MS;
  if (text === null) return oldest;
  if (!TIME.test(text)) throw badRequest('INVALID_PARAMETER_SYNTAX', 'no date and time', 'update_time_after');
  const after = Date.parse(text);
  if (after < oldest) {
    throw badRequest('INVALID_DATE', 'update_time_after must be within the last 180 days', 'update_time_after');
  }
  return after;
}
