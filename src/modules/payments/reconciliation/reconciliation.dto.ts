import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { NotNull } from '../../../common/http/not-null.js';

const AMOUNT = /^\d{1,10}(\.\d{1,4})?$/;
const PERCENT = /^(\d{1,2}(\.\d{1,4})?|100)$/;
const MOST_GATEWAYS = 100;
const LONGEST_NOTE = 1000;

export class MatchTransactionDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all')
  order_id!: string;

  @ApiProperty({ maxLength: LONGEST_NOTE, example: 'Paid by bank card on the phone' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_NOTE)
  note!: string;
}

export class UnmatchTransactionDto {
  @ApiPropertyOptional({ maxLength: LONGEST_NOTE, example: 'It was for another purchase' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_NOTE)
  note?: string | null;
}

export class AcceptExceptionDto {
  @ApiProperty({ maxLength: LONGEST_NOTE, example: 'Agreed with the customer' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_NOTE)
  note!: string;
}

export class UpdateRulesDto {
  @ApiPropertyOptional({
    example: '0.05',
    description: 'In the order’s currency: so much more or less is still a match',
  })
  @NotNull()
  @IsString()
  @Matches(AMOUNT, { message: 'must be decimal text such as 0.05' })
  tolerance_amount?: string;

  @ApiPropertyOptional({ example: '0.5', description: 'Of the order’s total; the larger of both counts' })
  @NotNull()
  @IsString()
  @Matches(PERCENT, { message: 'must be decimal text from 0 to 100' })
  tolerance_percent?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 365 })
  @NotNull()
  @IsInt()
  @Min(0)
  @Max(365)
  days_until_missing?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 8760 })
  @NotNull()
  @IsInt()
  @Min(0)
  @Max(8760)
  hours_until_orphan?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 720, description: 'For matching by amount, time and e-mail' })
  @NotNull()
  @IsInt()
  @Min(1)
  @Max(720)
  time_window_hours?: number;

  @ApiPropertyOptional({ minimum: 51, maximum: 100, description: 'Points that such a match needs' })
  @NotNull()
  @IsInt()
  @Min(51)
  @Max(100)
  minimum_score?: number;

  @ApiPropertyOptional({ type: [String], example: ['cod', 'bacs'], description: 'Ways to pay that no processor sees' })
  @NotNull()
  @IsArray()
  @ArrayMaxSize(MOST_GATEWAYS)
  @ArrayUnique()
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(255, { each: true })
  ignored_gateways?: string[];
}

export class RulesDto {
  @ApiProperty({ example: '0' }) tolerance_amount!: string;
  @ApiProperty({ example: '0' }) tolerance_percent!: string;
  @ApiProperty({ example: 3 }) days_until_missing!: number;
  @ApiProperty({ example: 24 }) hours_until_orphan!: number;
  @ApiProperty({ example: 72 }) time_window_hours!: number;
  @ApiProperty({ example: 70 }) minimum_score!: number;
  @ApiProperty({ type: [String] }) ignored_gateways!: string[];
}
