import type { JsonObject } from '../core/json.js';
import type { Ledger, LedgerEntry, LedgerPayout } from '../core/ledger.types.js';
import { locationId } from './places.js';
import { isoOf, moneyView } from './views.js';

const STATUSES = { paid: 'PAID', in_transit: 'SENT', pending: 'SENT', failed: 'FAILED' } as const;

export function payoutView(payout: LedgerPayout, updated: number): JsonObject {
  return {
    id: payout.id,
    status: STATUSES[payout.status],
    location_id: locationId(payout.currency),
    created_at: isoOf(payout.created),
    updated_at: isoOf(updated),
    amount_money: moneyView(payout.amount, payout.currency),
    destination: { type: 'BANK_ACCOUNT', id: `bact:KSAPdemo${payout.currency}` },
    version: 1,
    type: 'BATCH',
    payout_fee: [],
    arrival_date: payout.arrival_date,
    end_to_end_id: `L2100000${payout.id.slice(-8)}`,
  };
}

/** Details stand in a field that is named after the type, where Square tells any. */
export function entryView(entry: LedgerEntry, payout: LedgerPayout, ledger: Ledger): JsonObject {
  const { gross, fee, net, currency } = entry.settlement;
  const { type, details } = kindOf(entry, ledger);
  return {
    id: entry.id,
    payout_id: payout.id,
    effective_at: isoOf(entry.created),
    type,
    gross_amount_money: moneyView(gross, currency),
    fee_amount_money: moneyView(fee, currency),
    net_amount_money: moneyView(net, currency),
    ...(details !== null && { [`type_${type.toLowerCase()}_details`]: details }),
  };
}

function kindOf({ kind, source_id }: LedgerEntry, ledger: Ledger): { type: string; details: JsonObject | null } {
  const id = source_id ?? '';
  switch (kind) {
    case 'payment':
      return { type: 'CHARGE', details: { payment_id: id } };
    case 'refund':
      return { type: 'REFUND', details: { payment_id: ledger.refundOf(id)?.payment_id ?? '', refund_id: id } };
    case 'dispute':
      return { type: 'OPEN_DISPUTE', details: { payment_id: ledger.disputeOf(id)?.payment_id ?? '', dispute_id: id } };
    case 'dispute_reversal':
      return { type: 'DISPUTE', details: { payment_id: ledger.disputeOf(id)?.payment_id ?? '', dispute_id: id } };
    case 'fee':
      return { type: 'SUBSCRIPTION_FEE', details: null };
    case 'adjustment':
      return { type: 'ADJUSTMENT', details: null };
  }
}
