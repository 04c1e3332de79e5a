import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO4217CurrencyCode, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { JobDto } from '../../jobs/jobs.api.js';
import { TransactionDto } from '../books/transaction.dto.js';

const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

export class CreateRefundDto {
  @ApiPropertyOptional({
    example: '20.00',
    description: 'In the payment’s currency, with no more than its digits. Left out: all that is left',
  })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be decimal text without a sign, such as 20.00' })
  amount?: string;

  @ApiPropertyOptional({ example: 'EUR', description: 'When given, it must be the payment’s' })
  @IsOptional()
  @IsISO4217CurrencyCode()
  currency?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 500, example: 'Damaged on the way' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string | null;
}

export class PendingRefundDto {
  @ApiProperty({ type: TransactionDto }) transaction!: TransactionDto;
  @ApiProperty({ type: JobDto }) job!: JobDto;
}
