import { ApiProperty } from '@nestjs/swagger';

export class PageDto {
  @ApiProperty({ example: 50, description: 'How many items a page holds at the most' })
  limit!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'q83vEjRWeJC…',
    description: 'Give it as `cursor` for the next page',
  })
  next_cursor!: string | null;

  @ApiProperty({ example: true })
  has_more!: boolean;

  @ApiProperty({ required: false, example: 2000, description: 'Only with `include_total=true`' })
  total?: number;
}

export class FieldFaultDto {
  @ApiProperty({ example: 'items.0.quantity' })
  field!: string;

  @ApiProperty({ example: 'must be at least 1' })
  reason!: string;
}

export class ErrorDetailsDto {
  @ApiProperty({ required: false, example: 'email' })
  field?: string;

  @ApiProperty({ required: false, example: 'must be an email address' })
  reason?: string;

  @ApiProperty({ required: false, type: [FieldFaultDto] })
  errors?: FieldFaultDto[];
}

export class ErrorDto {
  @ApiProperty({ example: 'VALIDATION_ERROR' })
  code!: string;

  @ApiProperty({ example: 'Invalid input data' })
  message!: string;

  @ApiProperty({ type: ErrorDetailsDto, description: 'What a program can act on; its keys depend on the code' })
  details!: ErrorDetailsDto;
}

export class ErrorEnvelopeDto {
  @ApiProperty({ enum: [false] })
  success!: false;

  @ApiProperty({ type: ErrorDto })
  error!: ErrorDto;

  @ApiProperty({ format: 'date-time' })
  timestamp!: string;

  @ApiProperty({ example: 'req_01K9ZK3V7T6Q4M8N2R5W0XJHYB' })
  request_id!: string;
}
