import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export const MAX_TRACKING_NUMBER = 100;

export class CarrierDto {
  @ApiProperty({ example: 'ups' }) key!: string;
  @ApiProperty({ example: 'UPS', description: 'As it is sent to shops' }) name!: string;
  @ApiProperty({ type: [String], example: ['united parcel service'], description: 'Taken for it as well' })
  aliases!: string[];
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://www.ups.com/track?tracknum={number}',
    description: 'Where a parcel can be followed, with `{number}` for the number',
  })
  tracking_url!: string | null;
}

export class CarrierCandidateDto {
  @ApiProperty({ example: 'ups' }) key!: string;
  @ApiProperty({ example: 'UPS' }) name!: string;
  @ApiProperty({ type: String, nullable: true, example: 'https://www.ups.com/track?tracknum=1Z999AA10123456784' })
  tracking_url!: string | null;
  @ApiProperty({ description: 'The number has this carrier’s published check digit' }) is_checked!: boolean;
}

export class CarrierGuessDto {
  @ApiProperty({ example: '1Z999AA10123456784', description: 'Without what is there for reading only' })
  tracking_number!: string;
  @ApiProperty({ type: CarrierCandidateDto, nullable: true, description: 'Null when it is not beyond doubt' })
  carrier!: CarrierCandidateDto | null;
  @ApiProperty({ type: [CarrierCandidateDto] }) candidates!: CarrierCandidateDto[];
}

export class CarrierGuessQueryDto {
  @ApiProperty({ example: '1Z999AA10123456784', maxLength: MAX_TRACKING_NUMBER })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_TRACKING_NUMBER)
  tracking_number!: string;
}
