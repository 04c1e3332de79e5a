import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { PROCESSOR_JSON } from './transaction.json.js';

const money = (column: string): string => moneyText(column, 'r.currency');

const FIELDS = `
  'id', r.id, 'payment_processor_id', r.payment_processor_id, 'processor', ${PROCESSOR_JSON},
  'platform_payout_id', r.platform_payout_id, 'amount', ${money('r.amount')}, 'fee_amount', ${money('r.fee_amount')},
  'currency', r.currency, 'status', r.status, 'provider_status', r.provider_status, 'arrival_date', r.arrival_date::text,
  'initiated_at', ${iso('r.initiated_at')}, 'destination', r.destination, 'transactions_count', r.lines_count,
  'lines_complete', r.lines_complete, 'lines_amount', ${money('r.lines_amount')},
  'difference', CASE WHEN r.lines_complete THEN ${money('(r.amount - coalesce(r.lines_amount, 0))')} END,
  'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')}`;

const sumOf = (column: string, categories: string[]): string =>
  money(
    `coalesce(sum(line.${column}) FILTER (WHERE line.category IN (${categories.map((c) => `'${c}'`).join(', ')})), 0)`,
  );

/** Gross and net of each kind of line; all nets together are the payout. */
const SUMMARY = `(
  SELECT json_build_object(
    'gross', ${sumOf('gross_amount', ['payment'])},
    'refunds', ${sumOf('gross_amount', ['refund'])},
    'chargebacks', ${sumOf('gross_amount', ['chargeback', 'chargeback_reversal'])},
    'fees', ${money("coalesce(-sum(line.fee_amount) + sum(line.gross_amount) FILTER (WHERE line.category = 'fee'), -sum(line.fee_amount), 0)")},
    'adjustments', ${sumOf('gross_amount', ['adjustment', 'reserve', 'transfer', 'payout_return', 'unclassified'])},
    'brought_forward', ${sumOf('gross_amount', ['brought_forward'])},
    'carried_forward', ${sumOf('gross_amount', ['carried_forward'])},
    'net', ${money('coalesce(sum(line.net_amount), 0)')},
    'unclassified_lines', count(*) FILTER (WHERE line.category = 'unclassified'))
  FROM payout_lines line WHERE line.payout_id = r.id)`;

/** SQL of a payout in a list; the row's alias is `r`, with PROCESSOR_JOIN. */
export const PAYOUT_JSON = `json_build_object(${FIELDS})`;

/** SQL of a whole payout but for its lines. */
export const WHOLE_PAYOUT_JSON = `json_build_object(${FIELDS}, 'summary', ${SUMMARY}, 'gateway_response', r.gateway_response)`;

/** SQL of a line; the row's alias is `r`. */
export const PAYOUT_LINE_JSON = `json_build_object(
  'id', r.id, 'platform_line_id', r.platform_line_id, 'transaction_id', r.transaction_id,
  'platform_transaction_id', r.platform_transaction_id, 'order_id', (SELECT t.order_id FROM transactions t WHERE t.id = r.transaction_id),
  'category', r.category, 'provider_type', r.provider_type, 'gross_amount', ${money('r.gross_amount')},
  'fee_amount', ${money('r.fee_amount')}, 'net_amount', ${money('r.net_amount')}, 'currency', r.currency,
  'description', r.description, 'occurred_at', ${iso('r.occurred_at')})`;
