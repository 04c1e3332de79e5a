import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../../common/http/api-docs.dto.js';
import { PAYOUT_LINE_CATEGORIES, PAYOUT_STATUSES } from '../providers/provider.records.js';
import { BookProcessorDto, EXAMPLE_TRANSACTION } from './transaction.dto.js';

export class PayoutDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) payment_processor_id!: string;
  @ApiProperty({ type: BookProcessorDto }) processor!: BookProcessorDto;
  @ApiProperty() platform_payout_id!: string;
  @ApiProperty({ example: '1204.18', description: 'What arrives; negative: what is taken' }) amount!: string;
  @ApiProperty({ example: '0.00', description: 'What the payout itself cost' }) fee_amount!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ enum: PAYOUT_STATUSES }) status!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The provider’s own word' }) provider_status!:
    string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) arrival_date!: string | null;
  @ApiProperty({ format: 'date-time' }) initiated_at!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The account, by its last four' }) destination!:
    string | null;
  @ApiProperty({ description: 'Lines that explain it' }) transactions_count!: number;
  @ApiProperty({ description: 'Whether the provider has told all of its lines' }) lines_complete!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'What the lines sum up to' }) lines_amount!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '`amount` less `lines_amount`: anything but zero is an exception. Null until all lines are known',
  })
  difference!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}

/** Signed: gross, refunds, chargebacks, fees, adjustments and what was brought and carried forward together are the net. */
export class PayoutSummaryDto {
  @ApiProperty({ example: '1265.00' }) gross!: string;
  @ApiProperty({ example: '-20.00' }) refunds!: string;
  @ApiProperty({ example: '0.00' }) chargebacks!: string;
  @ApiProperty({ example: '-40.82' }) fees!: string;
  @ApiProperty({ example: '0.00' }) adjustments!: string;
  @ApiProperty({ example: '0.00' }) brought_forward!: string;
  @ApiProperty({ example: '0.00' }) carried_forward!: string;
  @ApiProperty({ example: '1204.18' }) net!: string;
  @ApiProperty() unclassified_lines!: number;
}

export class PayoutLineDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() platform_line_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) transaction_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) platform_transaction_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) order_id!: string | null;
  @ApiProperty({ enum: PAYOUT_LINE_CATEGORIES }) category!: string;
  @ApiProperty({ description: 'The provider’s own word' }) provider_type!: string;
  @ApiProperty({ example: '143.30' }) gross_amount!: string;
  @ApiProperty({ example: '4.46' }) fee_amount!: string;
  @ApiProperty({ example: '138.84' }) net_amount!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
}

export class PayoutLinesDto {
  @ApiProperty({ type: [PayoutLineDto] }) items!: PayoutLineDto[];
  @ApiProperty({ type: PageDto }) page!: object;
}

export class WholePayoutDto extends PayoutDto {
  @ApiProperty({ type: PayoutSummaryDto }) summary!: PayoutSummaryDto;
  @ApiProperty({ type: PayoutLinesDto, description: 'The first of its lines; the others are at `payouts/{id}/lines`' })
  lines!: PayoutLinesDto;
  @ApiProperty({ type: Object, nullable: true, description: 'The provider’s own record' })
  gateway_response!: object | null;
}

export const EXAMPLE_PAYOUT = {
  id: '019aa5c0-7c44-7f10-8d22-91a0b1c2d3e4',
  payment_processor_id: EXAMPLE_TRANSACTION.payment_processor_id,
  processor: EXAMPLE_TRANSACTION.processor,
  platform_payout_id: 'po_1QK3xLLkdIwHu7ixAbCdEfGh',
  amount: '138.84',
  fee_amount: '0.00',
  currency: 'EUR',
  status: 'paid',
  provider_status: 'paid',
  arrival_date: '2026-11-22',
  initiated_at: '2026-11-22T00:05:00Z',
  destination: '•••• 6789',
  transactions_count: 1,
  lines_complete: true,
  lines_amount: '138.84',
  difference: '0.00',
  created_at: '2026-11-22T01:00:00Z',
  updated_at: '2026-11-22T01:00:00Z',
} satisfies PayoutDto;

export const EXAMPLE_PAYOUT_LINE: PayoutLineDto = {
  id: '019aa5c0-7e55-7b21-a3d4-c5e6f7a8b9c0',
  platform_line_id: 'txn_3QK2mZLkdIwHu7ix0aBcDeFg',
  transaction_id: EXAMPLE_TRANSACTION.id,
  platform_transaction_id: EXAMPLE_TRANSACTION.platform_transaction_id,
  order_id: EXAMPLE_TRANSACTION.order_id,
  category: 'payment',
  provider_type: 'charge',
  gross_amount: '143.30',
  fee_amount: '4.46',
  net_amount: '138.84',
  currency: 'EUR',
  description: null,
  occurred_at: '2026-11-20T09:14:03Z',
};

const PAGE = { limit: 50, next_cursor: null, has_more: false };

export const EXAMPLE_LINES = { items: [EXAMPLE_PAYOUT_LINE], page: PAGE };

export const EXAMPLE_WHOLE_PAYOUT: WholePayoutDto = {
  ...EXAMPLE_PAYOUT,
  summary: {
    gross: '143.30',
    refunds: '0.00',
    chargebacks: '0.00',
    fees: '-4.46',
    adjustments: '0.00',
    brought_forward: '0.00',
    carried_forward: '0.00',
    net: '138.84',
    unclassified_lines: 0,
  },
  lines: EXAMPLE_LINES,
  gateway_response: { id: 'po_1QK3xLLkdIwHu7ixAbCdEfGh', object: 'payout' },
};
