import type { Json } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { clip } from '../../../../common/text/clean-text.js';
import type { RefundOrder } from '../provider.port.js';
import type { ProviderTransaction } from '../provider.records.js';
import { accepted, acceptedOrNull } from './paypal.answers.js';
import type { PaypalClient } from './paypal.client.js';
import { mapRefund } from './paypal.payment-mapper.js';
import { readCapture, REFUND_PERMISSION, refundsOfOrder } from './paypal.records.js';
import { refundIdOf, refundMark } from './paypal.refund-mark.js';
import { RecordFault, requestValue, textAt } from './paypal.values.js';

const NOTE_LENGTH = 255;

/**
 * PayPal keeps a `PayPal-Request-Id` for 45 days and answers a repetition with what the first made: sending the same order again is
 * safe. What became of one that was not answered is looked up all the same before it is sent again.
 */
export async function makeRefund(client: PaypalClient, order: RefundOrder): Promise<ProviderTransaction> {
  const value = requestValue(order.amount, order.payment.currency);
  if (value === null) {
    const message = `PayPal refunds whole ${order.payment.currency} only, not ${order.amount}`;
    throw new ProviderError({
      fault: 'rejected',
      provider: 'paypal',
      message,
      provider_code: 'DECIMALS_NOT_SUPPORTED',
    });
  }
  const note = order.reason === null ? '' : clip(order.reason.replace(/\s+/g, ' ').trim(), NOTE_LENGTH);
  const answer = await heard(
    client.sdk(REFUND_PERMISSION, ({ payments }) =>
      payments.refundCapturedPayment({
        captureId: order.payment.platform_transaction_id,
        paypalRequestId: order.refund_id,
        prefer: 'return=representation',
        body: {
          amount: { currencyCode: order.payment.currency, value },
          customId: refundMark(order.refund_id),
          ...(note === '' ? {} : { noteToPayer: note }),
        },
      }),
    ),
  );
  // The same request is still being worked on.
  if (answer.status === 409) throw unknown('PayPal is still busy with this refund', answer.status);
  try {
    return ofCapture(mapRefund(accepted(answer)), order);
  } catch (error) {
    if (error instanceof RecordFault || (error instanceof ProviderError && error.fault === 'bad_answer')) {
      throw unknown('PayPal answered the refund with something unreadable', answer.status);
    }
    throw error;
  }
}

/**
 * Certain is: a capture that says that nothing was refunded of it; and the list of refunds of the checkout order that led to it,
 * where there is one, since each bears the mark of who made it. The search would tell too, but hours later.
 */
export async function lookForRefund(client: PaypalClient, order: RefundOrder): Promise<ProviderTransaction | null> {
  const capture = await readCapture(client, order.payment.platform_transaction_id);
  if (capture === null) throw untold('PayPal does not find the payment');
  const status = textAt(capture, 'status');
  if (status !== 'PARTIALLY_REFUNDED' && status !== 'REFUNDED') return null;
  const orderId = textAt(capture, 'supplementary_data', 'related_ids', 'order_id');
  const refunds = orderId === null ? null : await refundsOfOrder(client, orderId);
  if (refunds === null) throw untold('PayPal does not list the refunds of this payment');
  const own = refunds.find((refund) => refundIdOf(textAt(refund, 'custom_id')) === order.refund_id);
  return own === undefined ? null : ofCapture(await whole(client, own), order);
}

/** In an order they lack what they cost. */
async function whole(client: PaypalClient, listed: Json): Promise<ProviderTransaction> {
  const id = textAt(listed, 'id') ?? '';
  const refund = acceptedOrNull(
    await client.sdk(REFUND_PERMISSION, ({ payments }) => payments.getRefund({ refundId: id })),
  );
  try {
    return mapRefund(refund ?? listed);
  } catch (error) {
    if (error instanceof RecordFault) throw untold(`PayPal's refund ${id} cannot be read: ${error.message}`);
    throw error;
  }
}

/** The link to the capture is left out of some answers. */
function ofCapture(refund: ProviderTransaction, order: RefundOrder): ProviderTransaction {
  return { ...refund, parent_platform_id: refund.parent_platform_id ?? order.payment.platform_transaction_id };
}

/** PayPal itself says that a 5xx may have made the transaction. A call that was never sent stays `unavailable`. */
async function heard<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ProviderError && error.fault === 'unavailable' && (error.status ?? 0) >= 500) {
      throw unknown(`PayPal answered ${error.status ?? 500}: the refund may have been made`, error.status);
    }
    throw error;
  }
}

function unknown(message: string, status: number | undefined): ProviderError {
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: 'paypal',
    message,
    ...(status === undefined ? {} : { status }),
  });
}

function untold(message: string): ProviderError {
  return new ProviderError({
    fault: 'unavailable',
    provider: 'paypal',
    message: `${message}: whether it was refunded is not known`,
  });
}
