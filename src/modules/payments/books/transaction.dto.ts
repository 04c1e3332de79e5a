import { ApiProperty } from '@nestjs/swagger';
import { PROVIDER_KEYS } from '../providers/provider.connection.js';
import { TRANSACTION_STATUSES, TRANSACTION_TYPES } from '../providers/provider.records.js';
import { RECONCILIATION_STATES } from './reconciliation-states.js';

export class BookProcessorDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: PROVIDER_KEYS }) provider!: string;
  @ApiProperty({ enum: ['live', 'test'], nullable: true, type: String }) mode!: string | null;
}

export class TransactionReconciliationDto {
  @ApiProperty({ enum: RECONCILIATION_STATES }) state!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) order_id!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why, as a code' }) reason!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What it was matched by' }) method!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'How sure, of 100' }) score!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) matched_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of whoever matched it by hand' }) note!: string | null;
}

/** One movement of money. Amounts bear the merchant's sign: payments are positive, refunds, chargebacks and fees negative. */
export class TransactionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) payment_processor_id!: string;
  @ApiProperty({ type: BookProcessorDto }) processor!: BookProcessorDto;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) order_id!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null: a refund whose answer has not been heard yet' })
  platform_transaction_id!: string | null;
  @ApiProperty({ enum: TRANSACTION_TYPES }) type!: string;
  @ApiProperty({ enum: TRANSACTION_STATUSES }) status!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The provider’s own word' }) provider_type!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The provider’s own word' }) provider_status!:
    string | null;
  @ApiProperty({ description: 'False: a type of the provider that this version does not know' })
  is_classified!: boolean;
  @ApiProperty({ example: '143.30', description: 'What the customer paid (or, negative, got back)' }) amount!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ type: String, nullable: true, description: 'What came into the balance before fees' })
  settlement_amount!: string | null;
  @ApiProperty({ type: String, nullable: true }) settlement_currency!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Settled units for one unit of `currency`' })
  exchange_rate!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the provider kept, in the settlement currency' })
  fee_amount!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the balance changed by, in the settlement currency' })
  net_amount!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The payout that paid it' })
  payout_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The payment of a refund or chargeback' })
  parent_transaction_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) customer_email!: string | null;
  @ApiProperty({ type: String, nullable: true }) customer_name!: string | null;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
  @ApiProperty({ type: TransactionReconciliationDto, nullable: true })
  reconciliation!: TransactionReconciliationDto | null;
}

export class FeeLineDto {
  @ApiProperty({ example: 'stripe_fee' }) type!: string;
  @ApiProperty({ example: '4.46' }) amount!: string;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
}

export class RelatedTransactionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) platform_transaction_id!: string | null;
  @ApiProperty({ enum: TRANSACTION_TYPES }) type!: string;
  @ApiProperty({ enum: TRANSACTION_STATUSES }) status!: string;
  @ApiProperty({ example: '-43.30' }) amount!: string;
  @ApiProperty() currency!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) payout_id!: string | null;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
}

export class WholeTransactionDto extends TransactionDto {
  @ApiProperty({ type: [FeeLineDto] }) fee_lines!: FeeLineDto[];
  @ApiProperty({ type: [String], description: 'Other ids of the same payment at the provider' })
  own_references!: string[];
  @ApiProperty({ type: [String], description: 'What the shop told the provider of its order' })
  order_references!: string[];
  @ApiProperty({ type: [RelatedTransactionDto], description: 'Its refunds and chargebacks, the newest first' })
  related!: RelatedTransactionDto[];
  @ApiProperty({ type: Object, nullable: true, description: 'The provider’s own record, without card data' })
  gateway_response!: object | null;
}

export const EXAMPLE_TRANSACTION = {
  id: '019aa5c0-7b10-7c2e-9a4f-0c6f3f1d2b11',
  payment_processor_id: '019aa5c0-7a00-7d31-8c11-5b7e90a4c3d2',
  processor: {
    id: '019aa5c0-7a00-7d31-8c11-5b7e90a4c3d2',
    name: 'Stripe EU',
    provider: 'stripe',
    mode: 'live',
  },
  order_id: '019aa5c0-6f21-7e52-b1c3-6a1d2f3e4b55',
  platform_transaction_id: 'ch_3QK2mZLkdIwHu7ix0a1b2c3d',
  type: 'payment',
  status: 'completed',
  provider_type: 'charge',
  provider_status: 'succeeded',
  is_classified: true,
  amount: '143.30',
  currency: 'EUR',
  settlement_amount: '143.30',
  settlement_currency: 'EUR',
  exchange_rate: null,
  fee_amount: '4.46',
  net_amount: '138.84',
  payout_id: '019aa5c0-7c44-7f10-8d22-91a0b1c2d3e4',
  parent_transaction_id: null,
  customer_email: 'ada@example.com',
  customer_name: 'Ada Byron',
  description: null,
  occurred_at: '2026-11-20T09:14:03Z',
  created_at: '2026-11-20T10:00:11Z',
  updated_at: '2026-11-20T10:00:11Z',
  reconciliation: {
    state: 'matched_auto',
    order_id: '019aa5c0-6f21-7e52-b1c3-6a1d2f3e4b55',
    reason: null,
    method: 'reference',
    score: 100,
    matched_at: '2026-11-20T10:00:12Z',
    note: null,
  },
} satisfies TransactionDto;

export const EXAMPLE_WHOLE_TRANSACTION: WholeTransactionDto = {
  ...EXAMPLE_TRANSACTION,
  fee_lines: [{ type: 'stripe_fee', amount: '4.46', description: 'Stripe processing fees' }],
  own_references: ['pi_3QK2mZLkdIwHu7ix0e5f6a7b'],
  order_references: ['1043'],
  related: [
    {
      id: '019aa5c0-7d01-7a3b-b0c4-2d3e4f5a6b7c',
      platform_transaction_id: 're_3QK2mZLkdIwHu7ix0f00ba12',
      type: 'refund',
      status: 'completed',
      amount: '-43.30',
      currency: 'EUR',
      payout_id: null,
      occurred_at: '2026-11-21T08:00:00Z',
    },
  ],
  gateway_response: { id: 'ch_3QK2mZLkdIwHu7ix0a1b2c3d', object: 'charge' },
};
