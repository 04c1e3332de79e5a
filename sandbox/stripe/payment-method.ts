import type { JsonObject } from '../core/json.js';
import type { LedgerPayment } from '../core/ledger.types.js';

/** How it went with the bank. */
export function outcomeOf(failed: boolean): JsonObject {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: failed ? '51' : null,
    network_status: failed ? 'declined_by_network' : 'approved_by_network',
    reason: failed ? 'insufficient_funds' : null,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: failed ? 'The bank returned the decline code insufficient_funds.' : 'Payment complete.',
    type: failed ? 'issuer_declined' : 'authorized',
  };
}

/** What it was paid with. */
export function methodOf({ card, amount, country }: LedgerPayment): JsonObject {
  if (card === null) return { type: 'link', link: { country } };
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: country ?? 'US',
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: `fp${card.brand}${card.last4}`,
      funding: 'credit',
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}
