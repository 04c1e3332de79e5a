/** Which of the payment services took the money of an order. */
export const GATEWAYS = ['stripe', 'paypal', 'square'] as const;
export type Gateway = (typeof GATEWAYS)[number];

export interface SandboxSaleRefund {
  /** The platform's id of the refund. */
  id: string;
  /** Decimal text, positive. */
  amount: string;
  /** In ms. */
  at: number;
}

/** An order of a shop that was paid by one of the payment services, for the books of that service. */
export interface SandboxSale {
  platform: string;
  shop: string;
  /** The id that a sync stores as `platform_order_id`, and the number that the shop shows. */
  order_id: string;
  order_number: string;
  gateway: Gateway;
  /** The service's own id of the payment (`ch_…`, PayPal capture id, Square payment id): from `processorPaymentId`. */
  payment_id: string;
  /**
   * What the platform tells as the payment's reference: the service's id where the shop's plug-in writes it down, else an id of the
   * platform's own, which the service was given as metadata (invoice id, reference id).
   */
  payment_reference: string | null;
  /** False: the plug-in told the service nothing of the order, and the platform does not know the service's id either. */
  told: boolean;
  /** Decimal text in the currency of the shop's books, as the platform's order total says; `paid`: what came of it, all or a part. */
  total: string;
  paid: string;
  currency: string;
  email: string | null;
  customer_name: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** In ms: when the shop says that it was paid. */
  paid_at: number;
  refunds: SandboxSaleRefund[];
}
