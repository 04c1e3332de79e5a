import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ListQueryDto } from '../../common/http/list.dto.js';

export class TrackingEventDto {
  @ApiProperty({ example: 'in_transit', description: 'The platform’s word, lower case' }) status!: string;
  @ApiProperty({ example: 'UPS 1Z999AA10123456784: in transit' }) message!: string;
  @ApiProperty({ description: 'Who says so: the platform’s key' }) source!: string;
  @ApiProperty({ format: 'date-time' }) occurred_at!: string;
}

export class ShipmentDto {
  @ApiProperty({ format: 'uuid' }) fulfillment_id!: string;
  @ApiProperty({ type: String, nullable: true, example: 'UPS' }) carrier!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '1Z999AA10123456784' }) tracking_number!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
    description: 'The platform’s, else made from the carrier’s',
  })
  tracking_url!: string | null;
  @ApiProperty({ example: 'in_transit', description: 'Where it is, else what the platform calls the fulfilment' })
  status!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) shipped_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) delivered_at!: string | null;
  @ApiProperty({ type: [TrackingEventDto], description: 'The earliest first' }) events!: TrackingEventDto[];
}

export class OrderTrackingDto {
  @ApiProperty({ type: [ShipmentDto] }) shipments!: ShipmentDto[];
}

const SORTS = ['occurred_at', '-occurred_at'];

export class TimelineQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: SORTS, default: '-occurred_at' })
  @IsOptional()
  @IsIn(SORTS)
  sort = '-occurred_at';
}
