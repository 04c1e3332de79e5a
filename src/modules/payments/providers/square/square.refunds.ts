import type { Square } from 'square';

import { toMinorUnits } from '../../../../common/money/money.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { JsonObject } from '../../../../common/json.js';
import type { RefundOrder } from '../provider.port.js';
import type { ProviderTransaction } from '../provider.records.js';
import type { SquareCalls } from './square.client.js';
import { isNotFound, squareError } from './square.errors.js';
import { mapRefund, markedReason } from './square.refund-mapper.js';
import { objectAt } from './square.wire.js';

type Currency = NonNullable<Square.Money['currency']>;

/**
 * Refunds once: the order's id is the idempotency key, under which Square does what it has done already and gives the same refund
 * again. Throws ProviderError.
 */
export async function sendRefund(calls: SquareCalls, order: RefundOrder): Promise<ProviderTransaction> {
  const { currency } = order.payment;
  const amount = toMinorUnits(order.amount, currency);
  let answer: JsonObject;
  try {
    answer = await calls.call('the refund', (client) =>
      client.refunds.refundPayment({
        idempotencyKey: order.refund_id,
        paymentId: order.payment.platform_transaction_id,
        amountMoney: { amount, currency: currency as Currency },
        reason: markedReason(order.reason, order.refund_id),
      }),
    );
  } catch (error) {
    throw unheard(error);
  }
  const refund = objectAt(answer, 'refund');
  if (refund === null) throw unheard(squareError({ fault: 'bad_answer', message: 'Square answered without a refund' }));
  return { ...mapRefund(refund), refund_request_id: order.refund_id };
}

/**
 * Looks for the refund with our mark among those of its payment. Square has no list of refunds by payment or by key, and its lists
 * lag some seconds behind; the payment names its refunds. Null may come too early by as much; sending the same order again is
 * still safe, since it goes under the same key.
 */
export async function lookForRefund(calls: SquareCalls, order: RefundOrder): Promise<ProviderTransaction | null> {
  const payment = await found(
    calls.call('a payment', (client) => client.payments.get({ paymentId: order.payment.platform_transaction_id })),
  );
  const ids = objectAt(payment ?? {}, 'payment')?.refund_ids;
  if (!Array.isArray(ids)) return null;
  // Newest last, as a rule: ours is most likely the last.
  for (const id of ids.filter((one) => typeof one === 'string').reverse()) {
    const answer = await found(calls.call('a refund', (client) => client.refunds.get({ refundId: id })));
    const refund = objectAt(answer ?? {}, 'refund');
    if (refund === null) continue;
    const mapped = mapRefund(refund);
    if (mapped.refund_request_id === order.refund_id) return mapped;
  }
  return null;
}

async function found(work: Promise<JsonObject>): Promise<JsonObject | null> {
  try {
    return await work;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Once a refund may have been sent, no failure says that it was not made, save Square's own refusal. */
function unheard(error: unknown): unknown {
  if (!(error instanceof ProviderError) || (error.fault !== 'unavailable' && error.fault !== 'bad_answer'))
    return error;
  return squareError({
    fault: 'unknown_outcome',
    message: `Whether the refund was made is not known: ${error.message}`,
    ...(error.status === undefined ? {} : { status: error.status }),
    cause: error,
  });
}
