import type { Json, JsonObject } from '../core/json.js';
import { digitsOf, minorOf } from '../core/books/minor-units.js';
import type { Ledger, LedgerPayment, LedgerRefund } from '../core/ledger.types.js';
import { isWhole } from './money.js';
import { badRequest, notFound, unprocessable } from './refusal.js';

const FIELDS = ['amount', 'custom_id', 'invoice_id', 'note_to_payer', 'payment_instruction'];

/** POST /v2/payments/captures/{id}/refund: checked as PayPal does, then written into the books. */
export function refundCapture(ledger: Ledger, id: string, body: JsonObject): LedgerRefund {
  const payment = ledger.payment(id);
  if (payment === undefined) throw notFound();
  for (const name of Object.keys(body)) {
    if (!FIELDS.includes(name))
      throw badRequest('INVALID_PARAMETER_SYNTAX', `${name} is not known`, `/${name}`, 'body');
  }
  const custom = textIn(body, 'custom_id', 127);
  textIn(body, 'invoice_id', 127);
  const note = textIn(body, 'note_to_payer', 255);
  mustBeRefundable(ledger, payment);
  const amount = amountIn(body.amount, payment) ?? ledger.left(payment);
  if (amount > ledger.left(payment)) {
    const words = 'The refund amount must be less than or equal to the capture amount that has not yet been refunded.';
    throw unprocessable('REFUND_AMOUNT_EXCEEDED', words);
  }
  return ledger.refund(payment, amount, { reason: note, note: custom === null ? {} : { custom_id: custom } });
}

function mustBeRefundable(ledger: Ledger, payment: LedgerPayment): void {
  if (payment.status === 'pending') {
    throw unprocessable(
      'PENDING_CAPTURE',
      'Cannot initiate a refund as the capture is pending. Capture is typically pending when the payer has funded the transaction using e-check/bank funded.',
    );
  }
  if (payment.status === 'failed') throw unprocessable('REFUND_NOT_ALLOWED', 'Capture cannot be refunded.');
  if (payment.dispute !== null && payment.dispute.status !== 'won') {
    throw unprocessable(
      'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
      'Refunds are not allowed on this capture due to a chargeback on the card or bank. Please contact the payee to resolve the chargeback.',
    );
  }
  if (ledger.left(payment) === 0) {
    throw unprocessable('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded');
  }
}

/** Minor units; null: all that is left. */
function amountIn(value: Json | undefined, payment: LedgerPayment): number | null {
  if (value === undefined) return null;
  const { currency, text } = moneyIn(value);
  if (currency !== payment.currency) {
    throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH', 'Refund must be in the same currency as the capture');
  }
  const decimals = text.split('.')[1]?.length ?? 0;
  if (isWhole(currency) && decimals > 0) {
    throw unprocessable('DECIMALS_NOT_SUPPORTED', 'Currency does not support decimals.');
  }
  if (decimals > digitsOf(currency)) {
    throw unprocessable('DECIMAL_PRECISION', 'The value of the field has more decimals than the currency.');
  }
  if (text.startsWith('-') || Number(text) === 0) {
    throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.');
  }
  return minorOf(text, currency);
}

function moneyIn(value: Json): { currency: string; text: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('INVALID_PARAMETER_SYNTAX', 'amount is no money', '/amount', 'body');
  }
  const { currency_code: currency, value: text } = value;
  if (typeof currency !== 'string' || typeof text !== 'string') {
    throw badRequest('MISSING_REQUIRED_PARAMETER', 'A required field is missing.', '/amount', 'body');
  }
  if (!/^-?\d+(\.\d+)?$/.test(text)) {
    throw badRequest('INVALID_PARAMETER_SYNTAX', 'The value is no amount', '/amount/value', 'body');
  }
  return { currency, text };
}

function textIn(body: JsonObject, name: string, most: number): string | null {
  const value = body[name];
  if (value === undefined) return null;
  if (typeof value === 'string' && value.length >= 1 && value.length <= most && !/[\r\n]/.test(value)) return value;
  throw badRequest('INVALID_STRING_LENGTH', `${name} must have 1 to ${most} characters`, `/${name}`, 'body');
}
