import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO4217CurrencyCode, IsOptional, Matches } from 'class-validator';
import { ListQueryDto } from '../../../common/http/list.dto.js';

const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

/** What the lists of the books have in common. */
export class BookListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ description: 'ISO 4217', example: 'EUR' })
  @IsOptional()
  @IsISO4217CurrencyCode()
  currency?: string;

  @ApiPropertyOptional({ description: 'Of the amount without its sign: a refund of 10.00 is 10.00', example: '10.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 10.00' })
  amount_min?: string;

  @ApiPropertyOptional({ example: '250.00' })
  @IsOptional()
  @Matches(AMOUNT, { message: 'must be an amount without a sign, such as 250.00' })
  amount_max?: string;
}
