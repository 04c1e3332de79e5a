import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { type OrderFees, PaymentsApi } from '../payments.api.js';
import { sentenceSql } from './reasons.js';

const FEES = `
  SELECT order_id, ${moneyText('fee_amount', 'fee_currency')} AS fee_amount, ${moneyText('net_amount', 'fee_currency')} AS net_amount,
         fee_currency
  FROM order_payments WHERE user_id = $1 AND order_id = ANY($2::uuid[])`;

const TRANSACTIONS = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', t.id, 'platform_transaction_id', t.platform_transaction_id, 'type', t.type, 'status', t.status,
    'amount', ${moneyText('t.amount', 't.currency')}, 'currency', t.currency,
    'fee_amount', ${moneyText('t.fee_amount', 'coalesce(t.settlement_currency, t.currency)')},
    'settlement_currency', t.settlement_currency, 'payout_id', t.payout_id, 'state', t.reconciliation_state,
    'reason', t.reconciliation_reason, 'occurred_at', ${iso('t.occurred_at')},
    'processor', json_build_object('id', pp.id, 'name', pp.name, 'provider', pp.provider)) ORDER BY t.occurred_at, t.id), '[]')
  FROM transactions t JOIN payment_processors pp ON pp.id = t.payment_processor_id WHERE t.order_id = p.order_id AND t.user_id = p.user_id)`;

const PAYMENT = `
  SELECT json_build_object(
    'state', p.state, 'reason', p.reason, 'message', ${sentenceSql('p.reason')},
    'expected_amount', ${moneyText('p.expected_amount', 'p.currency')}, 'currency', p.currency,
    'paid_amount', ${moneyText('p.paid_amount', 'coalesce(p.paid_currency, p.currency)')}, 'paid_currency', p.paid_currency,
    'refunded_amount', ${moneyText('p.refunded_amount', 'p.currency')}, 'difference', ${moneyText('p.difference', 'p.currency')},
    'fee_amount', ${moneyText('p.fee_amount', 'p.fee_currency')}, 'net_amount', ${moneyText('p.net_amount', 'p.fee_currency')},
    'fee_currency', p.fee_currency, 'since', ${iso('p.since')}, 'transactions', ${TRANSACTIONS})::text
  FROM order_payments p WHERE p.user_id = $1 AND p.order_id = $2`;

/** The money of orders, for other modules. */
@Injectable()
export class OrderMoney extends PaymentsApi {
  constructor(private readonly database: Database) {
    super();
  }

  override feesOf(userId: string, orderIds: string[]): Promise<OrderFees[]> {
    return this.database.query<OrderFees>(FEES, [userId, orderIds]);
  }

  override async paymentsOf(userId: string, orderId: string): Promise<string> {
    const [row] = await this.database.prepared<[string]>(PAYMENT, [userId, orderId]);
    return row?.[0] ?? 'null';
  }
}
