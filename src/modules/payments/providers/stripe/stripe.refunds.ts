import type Stripe from 'stripe';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { RefundOrder } from '../provider.port.js';
import type { ProviderTransaction } from '../provider.records.js';
import { type StripeOptions, stripeCalls } from './stripe.client.js';
import { unitsOf } from './stripe.money.js';
import { REFUND_EXPANDS, refundsOf } from './stripe.sources.js';
import { REASON_KEY, REFUND_ID_KEY, refundTransactions } from './stripe.transaction-mapper.js';

const TRIES = 3;
const WAIT_MS = 400;
/** Stripe's longest metadata value. */
const LONGEST_WORDS = 500;

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Makes the refund once, whatever is lost on the way: its id is the idempotency key, and is in its metadata. */
export async function makeRefund(
  connection: ProviderConnection,
  options: StripeOptions,
  order: RefundOrder,
): Promise<ProviderTransaction> {
  const calls = await stripeCalls(connection, { ...options, once: true });
  const params = paramsOf(order);
  let unheard: ProviderError | null = null;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return refundOf(
        await calls((sdk) => sdk.refunds.create(params, { idempotencyKey: `ksap-refund-${order.refund_id}` })),
      );
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // An answer that cannot be read was given to something that was done, or was not.
      const isUnheard = error.fault === 'unknown_outcome' || error.fault === 'bad_answer';
      unheard = isUnheard ? unknownOf(error) : unheard;
      // Stripe answers one key with one outcome: that it refuses now means that it has always refused.
      if (error.fault === 'rejected') throw error;
      if (attempt === TRIES || (!isUnheard && !error.isTransient)) throw unheard ?? error;
      await connection.pause(Math.max(error.retry_after_ms ?? 0, WAIT_MS * attempt));
    }
  }
}

/** Looks among the charge's refunds for the one that bears this id. */
export async function lookForRefund(
  connection: ProviderConnection,
  options: StripeOptions,
  order: RefundOrder,
): Promise<ProviderTransaction | null> {
  const calls = await stripeCalls(connection, options);
  for await (const page of refundsOf(calls, order.payment.platform_transaction_id)) {
    const found = page.data.find((refund) => refund.metadata?.[REFUND_ID_KEY] === order.refund_id);
    if (found !== undefined) return refundOf(found);
  }
  return null;
}

function paramsOf(order: RefundOrder): Stripe.RefundCreateParams {
  const words = order.reason?.trim() ?? '';
  const code = REASONS.find((reason) => reason === words.toLowerCase().replace(/[\s-]+/g, '_'));
  return {
    charge: order.payment.platform_transaction_id,
    amount: unitsOf(order.amount, order.payment.currency),
    metadata: {
      [REFUND_ID_KEY]: order.refund_id,
      ...(words !== '' && code === undefined && { [REASON_KEY]: words.slice(0, LONGEST_WORDS) }),
    },
    ...(code !== undefined && { reason: code }),
    expand: REFUND_EXPANDS,
  };
}

function refundOf(refund: Stripe.Refund): ProviderTransaction {
  if (typeof (refund as Partial<Stripe.Refund>).id !== 'string') {
    throw new ProviderError({ fault: 'bad_answer', provider: 'stripe', message: 'Stripe answered what is no refund' });
  }
  const [row] = refundTransactions(refund);
  if (row === undefined) throw new Error('A refund is a row');
  return row;
}

function unknownOf(error: ProviderError): ProviderError {
  if (error.fault === 'unknown_outcome') return error;
  const message = 'What Stripe answered to the refund cannot be read: whether it was made is not known';
  return new ProviderError({ fault: 'unknown_outcome', provider: 'stripe', message, cause: error });
}
