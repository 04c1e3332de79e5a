/** Why an order, a transaction or a payout is where it is: each reason's code, and what it says to a person. */
export const REASONS = {
  no_payment_found: 'The shop says that it is paid, and none of your processors has a payment of it.',
  payment_failed: 'The shop says that it is paid, and its payment failed.',
  payment_cancelled: 'The payment was cancelled.',
  paid_less: 'Less was paid than the order comes to.',
  paid_more: 'More was paid than the order comes to.',
  other_currency: 'It was paid in another currency than the order’s.',
  partly_other_currency: 'A part of it was paid in another currency than the order’s.',
  no_order_found: 'No order of your stores belongs to this payment.',
  several_orders_fit: 'Several orders fit this payment equally well: match it to the right one.',
  unmatched_by_hand: 'You have said that it belongs to none of the orders that it was matched to.',
  payment_not_known: 'The payment that it gives back is not known.',
  order_paid_already: 'The order was paid already when this payment came: it is one too many.',
  refund_in_later_payout: 'It was made before its payment was paid out, and came off a later payout.',
  lines_do_not_sum_up: 'The lines of the payout together are another amount than what was paid out.',
  unclassified_lines: 'The payout has lines of a kind that is not known here.',
  not_seen_yet: 'The money has not been seen yet; it may still come.',
  order_not_seen_yet: 'Its order has not been seen yet; it may still come.',
  payment_not_seen_yet: 'Its payment has not been seen yet; it may still come.',
  payment_pending: 'The payment is pending at the processor.',
  partly_paid: 'A part of it is paid, and the shop awaits the rest.',
  first_import: 'A store or a processor is still in its first import.',
  no_processor_connected: 'No processor is connected.',
  processor_not_connected: 'The processor that the shop names is not connected.',
  within_tolerance: 'The difference is within your tolerance.',
  excess_refunded: 'What was paid too much has been given back.',
  rest_paid_elsewhere: 'The rest was paid in a way that no processor sees.',
  amount_differs: 'You have matched it; the amounts differ.',
  nothing_to_pay: 'There is nothing to pay.',
  paid_elsewhere: 'It was paid in a way that no processor sees.',
  cancelled_unpaid: 'It was cancelled before it was paid.',
  not_paid: 'The shop says that it is not paid.',
  duplicate_refunded: 'It was one too many, and has been given back.',
  refunded: 'It has been given back.',
  follows_payment: 'It stands as its payment does.',
  not_of_an_order: 'It is of no order: a fee or a movement of the account.',
  unclassified: 'It is of a kind that is not known here.',
} as const;

/** What a reason says; null for none. */
export function sentenceOf(reason: string | null): string | null {
  return reason === null ? null : ((REASONS as Record<string, string>)[reason] ?? null);
}

/** SQL of the sentence of a reason. */
export function sentenceSql(column: string): string {
  const words = Object.entries(REASONS).map(
    ([reason, sentence]) => `WHEN '${reason}' THEN '${sentence.replaceAll("'", "''")}'`,
  );
  return `CASE ${column} ${words.join(' ')} END`;
}
