import type { JsonObject } from '../../../../common/json.js';
import type { FeeLine, Money, ProviderTransaction } from '../provider.records.js';
import { objectsAt, requiredMoney, textAt, UnreadableRecord, written, type WireMoney } from './square.wire.js';

export type Settlement = Pick<
  ProviderTransaction,
  'settlement_amount' | 'settlement_currency' | 'exchange_rate' | 'fee_amount' | 'net_amount' | 'fee_lines'
>;

export const NOT_SETTLED: Settlement = Object.freeze({
  settlement_amount: null,
  settlement_currency: null,
  exchange_rate: null,
  fee_amount: null,
  net_amount: null,
  fee_lines: [],
});

/**
 * What a movement did to the balance: Square settles in the currency of the payment. Its fees (`processing_fee`) come some time
 * after it, and may be adjusted later; until there are any they are not known.
 */
export function settlementOf(record: JsonObject, moved: WireMoney): Settlement {
  const fees = feesOf(record, moved.currency);
  const total = fees === null ? null : fees.reduce((sum, fee) => sum + fee.units, 0n);
  return {
    settlement_amount: written(moved.units, moved.currency),
    settlement_currency: moved.currency,
    exchange_rate: null,
    fee_amount: total === null ? null : written(total, moved.currency),
    net_amount: total === null ? null : written(moved.units - total, moved.currency),
    fee_lines: (fees ?? []).map((fee): FeeLine => ({ type: fee.type, amount: fee.amount, description: null })),
  };
}

/** A movement that Square took no fee for. */
export function settledWithoutFee(moved: WireMoney): Settlement {
  const amount = written(moved.units, moved.currency);
  return {
    settlement_amount: amount,
    settlement_currency: moved.currency,
    exchange_rate: null,
    fee_amount: written(0n, moved.currency),
    net_amount: amount,
    fee_lines: [],
  };
}

function feesOf(record: JsonObject, currency: string): { type: string; units: bigint; amount: Money }[] | null {
  const fees = objectsAt(record, 'processing_fee');
  if (fees.length === 0) return null;
  return fees.map((fee) => {
    const money = requiredMoney(fee, 'amount_money');
    if (money.currency !== currency) throw new UnreadableRecord('A fee is in another currency than its payment');
    return { type: textAt(fee, 'type') ?? 'INITIAL', units: money.units, amount: written(money.units, currency) };
  });
}
