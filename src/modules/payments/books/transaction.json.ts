import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';

/** Joins of the books' JSON: the processor that a row is of. Alias of the row: `r`. */
export const PROCESSOR_JOIN = 'JOIN payment_processors processor ON processor.id = r.payment_processor_id';

export const PROCESSOR_JSON = `json_build_object('id', processor.id, 'name', processor.name, 'provider', processor.provider,
  'mode', processor.mode)`;

const settled = (column: string): string => moneyText(column, 'coalesce(r.settlement_currency, r.currency)');

const FIELDS = `
  'id', r.id, 'payment_processor_id', r.payment_processor_id, 'processor', ${PROCESSOR_JSON}, 'order_id', r.order_id,
  'platform_transaction_id', r.platform_transaction_id, 'type', r.type, 'status', r.status,
  'provider_type', r.provider_type, 'provider_status', r.provider_status, 'is_classified', r.is_classified,
  'amount', ${moneyText('r.amount', 'r.currency')}, 'currency', r.currency,
  'settlement_amount', ${settled('r.settlement_amount')}, 'settlement_currency', r.settlement_currency,
  'exchange_rate', trim_scale(r.exchange_rate)::text, 'fee_amount', ${settled('r.fee_amount')},
  'net_amount', ${settled('r.net_amount')}, 'payout_id', r.payout_id, 'parent_transaction_id', r.parent_transaction_id,
  'customer_email', r.customer_email, 'customer_name', r.customer_name, 'description', r.description,
  'occurred_at', ${iso('r.occurred_at')}, 'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')},
  'reconciliation', CASE WHEN r.reconciliation_state IS NOT NULL THEN json_build_object(
    'state', r.reconciliation_state, 'order_id', r.order_id, 'reason', r.reconciliation_reason, 'method', r.match_method,
    'score', r.match_score, 'matched_at', ${iso('r.matched_at')}, 'note', r.match_note) END`;

/** What came back of a payment, or was taken back: newest first. */
const CHILDREN = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', child.id, 'platform_transaction_id', child.platform_transaction_id, 'type', child.type, 'status', child.status,
    'amount', ${moneyText('child.amount', 'child.currency')}, 'currency', child.currency, 'payout_id', child.payout_id,
    'occurred_at', ${iso('child.occurred_at')}) ORDER BY child.occurred_at DESC, child.id), '[]')
  FROM transactions child WHERE child.parent_transaction_id = r.id)`;

/** SQL of a transaction in a list; the row's alias is `r`, with PROCESSOR_JOIN. */
export const TRANSACTION_JSON = `json_build_object(${FIELDS})`;

/** SQL of a whole transaction. Postgres takes at most 100 arguments a call, hence two objects in one. */
export const WHOLE_TRANSACTION_JSON = `
  jsonb_build_object(${FIELDS}) || jsonb_build_object('fee_lines', r.fee_lines, 'own_references', r.own_references,
    'order_references', r.order_references, 'related', ${CHILDREN}, 'gateway_response', r.gateway_response)`;
