/** What the processors kept of an order's money. Amounts are decimal text in `fee_currency`; null: not known (yet). */
export interface OrderFees {
  order_id: string;
  fee_amount: string | null;
  net_amount: string | null;
  fee_currency: string | null;
}

/** What other modules may ask of payments. */
export abstract class PaymentsApi {
  /** Real fees of the user's orders, from the processors' own lines; orders of which nothing is known are left out. */
  abstract feesOf(userId: string, orderIds: string[]): Promise<OrderFees[]>;
  /**
   * What became of an order's money, as JSON text: `{ state, reason, message, expected_amount, paid_amount, …, transactions: […] }`.
   * `null` as text: nothing is known of it.
   */
  abstract paymentsOf(userId: string, orderId: string): Promise<string>;
}
