import type { JsonObject } from '../core/json.js';
import { ACCOUNT_ID } from './keys.js';

/** GET /v1/account */
export function accountView(currency: string): JsonObject {
  return {
    id: ACCOUNT_ID,
    object: 'account',
    business_profile: {
      mcc: '5734',
      minority_owned_business_designation: null,
      name: 'KSAP Demo',
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'US',
    created: 1_700_000_000,
    default_currency: currency.toLowerCase(),
    details_submitted: true,
    email: 'owner@ksap-demo.example',
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
  };
}
