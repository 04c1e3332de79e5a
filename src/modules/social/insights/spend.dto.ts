import { ApiProperty } from '@nestjs/swagger';

export class CampaignSpendDto {
  @ApiProperty({ example: '41.87', description: 'In all, in its currency, as far as its network has told' })
  total!: string;
  @ApiProperty({ example: '12.5', description: 'On `day`' }) today!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The account’s day at `as_of`' })
  day!: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the network was last asked; null: not yet',
  })
  as_of!: string | null;
}
