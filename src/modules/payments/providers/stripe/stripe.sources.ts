import type Stripe from 'stripe';
import type { StripeCalls } from './stripe.client.js';
import { isToldElsewhere } from './stripe.balance-types.js';
import { type ListPage, type ListParams, listAll } from './stripe.lists.js';
import {
  balanceTransaction,
  chargeTransactions,
  disputeTransactions,
  refundTransactions,
} from './stripe.transaction-mapper.js';
import { idOf, mapAll, type Mapped, together } from './stripe.values.js';

/** One kind of Stripe's objects that transactions come from. */
export interface Source<T extends { id: string }> {
  /** Ids of such objects begin so. */
  ids: RegExp;
  /** Events that say that one of them changed; none: they never do. */
  events: string[];
  list: (sdk: Stripe, params: ListParams) => PromiseLike<ListPage<T>>;
  one: (sdk: Stripe, id: string) => PromiseLike<T>;
  map: (objects: readonly T[]) => Mapped;
  /** What belongs to one that is read by itself, and is told in a list of its own. */
  alongside?: (calls: StripeCalls, object: T) => Promise<Mapped>;
}

const CHARGE_EXPANDS = ['balance_transaction', 'failure_balance_transaction'];
const inList = (names: string[]): string[] => names.map((name) => `data.${name}`);

export const CHARGES: Source<Stripe.Charge> = {
  ids: /^(ch|py)_\w+$/,
  events: [
    'charge.succeeded',
    'charge.pending',
    'charge.captured',
    'charge.failed',
    'charge.expired',
    'charge.updated',
    'charge.refunded',
  ],
  list: (sdk, params) => sdk.charges.list({ ...params, expand: inList(CHARGE_EXPANDS) }),
  one: (sdk, id) => sdk.charges.retrieve(id, { expand: CHARGE_EXPANDS }),
  map: (charges) => mapAll(charges, chargeTransactions),
  alongside: async (calls, charge) => {
    const parts: Mapped[] = [];
    if (charge.amount_refunded > 0) {
      for await (const page of refundsOf(calls, charge.id)) parts.push(mapAll(page.data, refundTransactions));
    }
    return together(parts);
  },
};

export const REFUNDS: Source<Stripe.Refund> = {
  ids: /^(re|pyr)_\w+$/,
  events: ['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'],
  list: (sdk, params) => sdk.refunds.list({ ...params, expand: inList(CHARGE_EXPANDS) }),
  one: (sdk, id) => sdk.refunds.retrieve(id, { expand: CHARGE_EXPANDS }),
  map: (refunds) => mapAll(refunds, refundTransactions),
};

export const DISPUTES: Source<Stripe.Dispute> = {
  ids: /^(dp|du|pdp)_\w+$/,
  events: [
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
  ],
  list: (sdk, params) => sdk.disputes.list({ ...params }),
  one: (sdk, id) => sdk.disputes.retrieve(id),
  map: (disputes) => mapAll(disputes, disputeTransactions),
};

/** What is none of the others; those are left out of its pages. */
export const BALANCE: Source<Stripe.BalanceTransaction> = {
  ids: /^txn_\w+$/,
  events: [],
  list: (sdk, params) => sdk.balanceTransactions.list({ ...params }),
  one: (sdk, id) => sdk.balanceTransactions.retrieve(id),
  map: (movements) =>
    mapAll(
      movements.filter((movement) => !isToldElsewhere(movement.type, idOf(movement.source))),
      (movement) => [balanceTransaction(movement)],
    ),
};

/** The refunds of one charge. */
export function refundsOf(calls: StripeCalls, charge: string): AsyncGenerator<ListPage<Stripe.Refund>> {
  return listAll(calls, (sdk, params) => sdk.refunds.list({ ...params, charge, expand: inList(CHARGE_EXPANDS) }), {});
}

/** A refund as it is when it was just made. */
export const REFUND_EXPANDS = CHARGE_EXPANDS;
