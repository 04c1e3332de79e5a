import { ApiProperty } from '@nestjs/swagger';
import { EXCEPTION_STATES, SUBJECT_TYPES } from './reconciliation-query.dto.js';

class NamedStoreDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() platform!: string;
}

class NamedProcessorDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() provider!: string;
}

class OrderSumDto {
  @ApiProperty({ type: NamedStoreDto, required: false, nullable: true, description: 'In `by_store`' })
  store?: NamedStoreDto | null;
  @ApiProperty({
    type: NamedProcessorDto,
    required: false,
    nullable: true,
    description: 'In `by_processor`; null: no payment was seen',
  })
  processor?: NamedProcessorDto | null;
  @ApiProperty({ required: false, example: '2026-11-01', description: 'In `by_period`: its first day' })
  period?: string;
  @ApiProperty({ example: 'matched_auto' }) state!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty() count!: number;
  @ApiProperty({ example: '286.60' }) expected_amount!: string;
  @ApiProperty({ description: 'In this currency' }) paid_amount!: string;
  @ApiProperty() refunded_amount!: string;
  @ApiProperty({ description: 'Paid less expected' }) difference!: string;
}

class TransactionSumDto {
  @ApiProperty({ type: NamedProcessorDto, required: false }) processor?: NamedProcessorDto;
  @ApiProperty({ required: false, example: '2026-11-01' }) period?: string;
  @ApiProperty({ example: 'payment' }) type!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: not looked at yet' }) state!: string | null;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty() count!: number;
  @ApiProperty({ example: '286.60' }) amount!: string;
}

class OrderSumsDto {
  @ApiProperty({ type: [OrderSumDto] }) by_state!: OrderSumDto[];
  @ApiProperty({ type: [OrderSumDto] }) by_store!: OrderSumDto[];
  @ApiProperty({ type: [OrderSumDto] }) by_processor!: OrderSumDto[];
  @ApiProperty({ type: [OrderSumDto] }) by_period!: OrderSumDto[];
}

class TransactionSumsDto {
  @ApiProperty({ type: [TransactionSumDto] }) by_state!: TransactionSumDto[];
  @ApiProperty({ type: [TransactionSumDto] }) by_processor!: TransactionSumDto[];
  @ApiProperty({ type: [TransactionSumDto] }) by_period!: TransactionSumDto[];
}

class ExceptionCountDto {
  @ApiProperty({ enum: SUBJECT_TYPES }) subject_type!: string;
  @ApiProperty({ enum: EXCEPTION_STATES }) state!: string;
  @ApiProperty() count!: number;
}

class ExceptionCountsDto {
  @ApiProperty() count!: number;
  @ApiProperty({ type: [ExceptionCountDto] }) by_state!: ExceptionCountDto[];
}

export class ReconciliationDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was last worked out' })
  as_of!: string | null;
  @ApiProperty({ description: 'Nothing has changed since that is not worked in yet' }) is_current!: boolean;
  @ApiProperty({ type: OrderSumsDto }) orders!: OrderSumsDto;
  @ApiProperty({ type: TransactionSumsDto }) transactions!: TransactionSumsDto;
  @ApiProperty({ type: ExceptionCountsDto }) exceptions!: ExceptionCountsDto;
}

class AcceptanceDto {
  @ApiProperty() note!: string;
  @ApiProperty({ format: 'uuid' }) accepted_by!: string;
  @ApiProperty({ format: 'date-time' }) accepted_at!: string;
}

export class ExceptionDto {
  @ApiProperty({ format: 'uuid', description: 'Of the order, transaction or payout' }) id!: string;
  @ApiProperty({ enum: SUBJECT_TYPES }) subject_type!: string;
  @ApiProperty({ enum: EXCEPTION_STATES }) state!: string;
  @ApiProperty({ example: 'paid_less' }) reason!: string;
  @ApiProperty({ example: 'Less was paid than the order comes to.' }) message!: string;
  @ApiProperty({ type: String, nullable: true, example: '143.30' }) expected_amount!: string | null;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ type: String, nullable: true, example: '140.00', description: 'What was paid, or what moved' })
  amount!: string | null;
  @ApiProperty({ example: 'EUR' }) amount_currency!: string;
  @ApiProperty({ type: String, nullable: true, example: '-3.30' }) difference!: string | null;
  @ApiProperty({ format: 'date-time' }) since!: string;
  @ApiProperty({ type: Object, nullable: true, description: '`id, order_number, customer_email, created_at`' }) order!:
    object | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: '`id, platform_transaction_id, type, customer_email, occurred_at`',
  })
  transaction!: object | null;
  @ApiProperty({ type: Object, nullable: true, description: '`id, platform_payout_id, initiated_at`' }) payout!:
    object | null;
  @ApiProperty({ type: NamedStoreDto, nullable: true }) store!: NamedStoreDto | null;
  @ApiProperty({ type: NamedProcessorDto, nullable: true }) processor!: NamedProcessorDto | null;
  @ApiProperty({ type: AcceptanceDto, nullable: true }) accepted!: AcceptanceDto | null;
}

const STORE = { id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4', name: 'Main shop', platform: 'shopify' };
const PROCESSOR = { id: '019aa5c0-6b01-7a3b-b0c4-2d3e4f5a6b7c', name: 'Main account', provider: 'stripe' };
const ORDER_SUM = {
  state: 'matched_auto',
  currency: 'EUR',
  count: 2,
  expected_amount: '286.60',
  paid_amount: '286.60',
  refunded_amount: '20.00',
  difference: '0.00',
};
const TRANSACTION_SUM = { type: 'payment', state: 'matched_auto', currency: 'EUR', count: 2, amount: '286.60' };

export const EXAMPLE_RECONCILIATION: ReconciliationDto = {
  as_of: '2026-11-22T10:29:58.000Z',
  is_current: true,
  orders: {
    by_state: [ORDER_SUM],
    by_store: [{ store: STORE, ...ORDER_SUM }],
    by_processor: [{ processor: PROCESSOR, ...ORDER_SUM }],
    by_period: [{ period: '2026-11-01', ...ORDER_SUM }],
  },
  transactions: {
    by_state: [TRANSACTION_SUM],
    by_processor: [{ processor: PROCESSOR, ...TRANSACTION_SUM }],
    by_period: [{ period: '2026-11-01', ...TRANSACTION_SUM }],
  },
  exceptions: { count: 1, by_state: [{ subject_type: 'order', state: 'under_amount', count: 1 }] },
};

export const EXAMPLE_EXCEPTION: ExceptionDto = {
  id: '019aa5c1-3333-7f60-8f3e-55b1a2a0c9d4',
  subject_type: 'order',
  state: 'under_amount',
  reason: 'paid_less',
  message: 'Less was paid than the order comes to.',
  expected_amount: '143.30',
  currency: 'EUR',
  amount: '140.00',
  amount_currency: 'EUR',
  difference: '-3.30',
  since: '2026-11-22T10:29:58.000Z',
  order: {
    id: '019aa5c1-3333-7f60-8f3e-55b1a2a0c9d4',
    order_number: '#1001',
    customer_email: 'ada@mail.example',
    created_at: '2026-11-20T08:00:00.000Z',
  },
  transaction: null,
  payout: null,
  store: STORE,
  processor: PROCESSOR,
  accepted: null,
};
