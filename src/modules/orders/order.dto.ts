import { ApiProperty } from '@nestjs/swagger';
import { PLATFORM_KEYS } from '../stores/stores.api.js';
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from './orders.dto.js';

export class OrderStoreDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: PLATFORM_KEYS }) platform!: string;
}

export class OrderAddressDto {
  @ApiProperty({ type: String, nullable: true }) first_name!: string | null;
  @ApiProperty({ type: String, nullable: true }) last_name!: string | null;
  @ApiProperty({ type: String, nullable: true }) company!: string | null;
  @ApiProperty({ type: String, nullable: true }) address1!: string | null;
  @ApiProperty({ type: String, nullable: true }) address2!: string | null;
  @ApiProperty({ type: String, nullable: true }) city!: string | null;
  @ApiProperty({ type: String, nullable: true }) province!: string | null;
  @ApiProperty({ type: String, nullable: true }) province_code!: string | null;
  @ApiProperty({ type: String, nullable: true }) postal_code!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'US' }) country_code!: string | null;
  @ApiProperty({ type: String, nullable: true }) phone!: string | null;
  @ApiProperty({ type: String, nullable: true }) email!: string | null;
}

export class OrderItemDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null when the product is gone' })
  product_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) variant_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) platform_item_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) platform_product_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) platform_variant_id!: string | null;
  @ApiProperty() title!: string;
  @ApiProperty({ type: String, nullable: true }) variant_title!: string | null;
  @ApiProperty({ type: String, nullable: true }) sku!: string | null;
  @ApiProperty() quantity!: number;
  @ApiProperty({ example: '64.00', description: 'One unit, before discounts' }) price!: string;
  @ApiProperty({ example: '128.00', description: 'The line after its discounts, before tax' }) total!: string;
  @ApiProperty() discount_amount!: string;
  @ApiProperty() tax_amount!: string;
  @ApiProperty() fulfilled_quantity!: number;
  @ApiProperty() refunded_quantity!: number;
  @ApiProperty({ type: Object }) properties!: object;
}

export class FulfillmentDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) platform_fulfillment_id!: string | null;
  @ApiProperty() status!: string;
  @ApiProperty({ type: String, nullable: true }) carrier!: string | null;
  @ApiProperty({ type: String, nullable: true }) tracking_number!: string | null;
  @ApiProperty({ type: String, nullable: true }) tracking_url!: string | null;
  @ApiProperty({ type: String, nullable: true }) shipment_status!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) shipped_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) delivered_at!: string | null;
  @ApiProperty({ type: [Object] }) items!: object[];
}

export class RefundDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) platform_refund_id!: string | null;
  @ApiProperty({ example: '20.00' }) amount!: string;
  @ApiProperty() currency!: string;
  @ApiProperty({ type: String, nullable: true }) reason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) refunded_at!: string | null;
  @ApiProperty({ type: [Object] }) items!: object[];
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The transaction by which it was made from here; null: made at the platform, as far as it told',
  })
  transaction_id!: string | null;
}

export class TimelineEntryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'placed' }) kind!: string;
  @ApiProperty({ example: 'Order placed' }) message!: string;
  @ApiProperty({ example: 'ksap', description: 'Where it happened: the platform, or `ksap` for what was done here' })
  source!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) actor_user_id!: string | null;
  @ApiProperty({ type: Object }) details!: object;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
}

export class OrderDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) store_id!: string;
  @ApiProperty({ type: OrderStoreDto }) store!: OrderStoreDto;
  @ApiProperty({ type: String, nullable: true }) platform_order_id!: string | null;
  @ApiProperty({ example: '#1001' }) order_number!: string;
  @ApiProperty({ type: String, nullable: true }) platform_customer_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) customer_email!: string | null;
  @ApiProperty({ type: String, nullable: true }) customer_name!: string | null;
  @ApiProperty({ type: String, nullable: true }) customer_phone!: string | null;
  @ApiProperty({ type: OrderAddressDto, nullable: true }) billing_address!: OrderAddressDto | null;
  @ApiProperty({ type: OrderAddressDto, nullable: true }) shipping_address!: OrderAddressDto | null;
  @ApiProperty({ example: '128.00' }) subtotal!: string;
  @ApiProperty() discount_amount!: string;
  @ApiProperty() tax_amount!: string;
  @ApiProperty() shipping_amount!: string;
  @ApiProperty({ description: 'Neither goods nor shipping; may be negative' }) fees_amount!: string;
  @ApiProperty({ example: '143.30', description: 'As placed; refunds do not lower it' }) total_amount!: string;
  @ApiProperty() refunded_amount!: string;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ enum: ORDER_STATUSES }) status!: string;
  @ApiProperty({ enum: FULFILLMENT_STATUSES }) fulfillment_status!: string;
  @ApiProperty({ enum: PAYMENT_STATUSES }) payment_status!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The platform’s own word' }) platform_status!:
    string | null;
  @ApiProperty({ type: String, nullable: true }) payment_gateway!: string | null;
  @ApiProperty({ type: String, nullable: true }) notes!: string | null;
  @ApiProperty({ type: [String] }) tags!: string[];
  @ApiProperty({ type: [Object], example: [{ code: 'WINTER', amount: '10.00' }] }) discount_codes!: object[];
  @ApiProperty({ type: [Object], example: [{ title: 'VAT', rate: '0.19', amount: '12.20' }] }) tax_lines!: object[];
  @ApiProperty({ type: [Object], example: [{ title: 'Standard', code: 'standard', amount: '4.90' }] })
  shipping_lines!: object[];
  @ApiProperty() items_count!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) cancelled_at!: string | null;
  @ApiProperty({ type: String, nullable: true }) cancel_reason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) paid_at!: string | null;
  @ApiProperty({ format: 'date-time', description: 'When it was placed' }) created_at!: string;
  @ApiProperty({ format: 'date-time', description: 'When it last changed here' }) updated_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) platform_updated_at!: string | null;
  @ApiProperty({ type: [OrderItemDto], required: false, description: 'On one order, and in lists with `expand=items`' })
  items?: OrderItemDto[];
}

export class OrderPaymentDto {
  @ApiProperty({ example: 'matched_auto' }) state!: string;
  @ApiProperty({ type: String, nullable: true, example: 'paid_less' }) reason!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the reason says' }) message!: string | null;
  @ApiProperty({ example: '143.30' }) expected_amount!: string;
  @ApiProperty({ example: 'EUR' }) currency!: string;
  @ApiProperty({ example: '143.30', description: 'In `paid_currency`; a payment too many is left out' })
  paid_amount!: string;
  @ApiProperty({ type: String, nullable: true }) paid_currency!: string | null;
  @ApiProperty() refunded_amount!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Paid less expected' }) difference!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What the processors kept, in `fee_currency`' })
  fee_amount!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What was left of it all, in `fee_currency`' })
  net_amount!: string | null;
  @ApiProperty({ type: String, nullable: true }) fee_currency!: string | null;
  @ApiProperty({ format: 'date-time' }) since!: string;
  @ApiProperty({ type: [Object], description: 'Payments, refunds, chargebacks and fees of it, in their order of time' })
  transactions!: object[];
}

export class WholeOrderDto extends OrderDto {
  @ApiProperty({ type: [FulfillmentDto] }) fulfillments!: FulfillmentDto[];
  @ApiProperty({ type: [RefundDto] }) refunds!: RefundDto[];
  @ApiProperty({ type: [TimelineEntryDto] }) timeline!: TimelineEntryDto[];
  @ApiProperty({
    type: OrderPaymentDto,
    nullable: true,
    description: 'What became of its money; null: not looked at yet',
  })
  payment!: OrderPaymentDto | null;
}
