import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { NotNull } from '../../../common/http/not-null.js';
import { CALLS_TO_ACTION, type CallToAction } from '../networks/campaign.records.js';
import { ADDRESS_LENGTH, AddressField, LineField, TextField } from './campaign-fields.js';

const NAME_LENGTH = 255;
const TEXT_LENGTH = 5_000;
const DESCRIPTION_LENGTH = 1_000;
const DISPLAY_NAME_LENGTH = 100;

/** One ad. */
export class CreativeDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of an ad that is there already; a new one gets its own' })
  @IsUUID()
  @NotNull()
  id?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: NAME_LENGTH, description: 'Shown to you alone' })
  @IsOptional()
  @LineField(NAME_LENGTH)
  name?: string | null;

  @ApiProperty({ example: 'New arrivals for the cold season.', maxLength: TEXT_LENGTH })
  @TextField(TEXT_LENGTH)
  primary_text!: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: NAME_LENGTH })
  @IsOptional()
  @LineField(NAME_LENGTH)
  headline?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: DESCRIPTION_LENGTH })
  @IsOptional()
  @TextField(DESCRIPTION_LENGTH)
  description?: string | null;

  @ApiPropertyOptional({ enum: CALLS_TO_ACTION, nullable: true })
  @IsOptional()
  @IsIn(CALLS_TO_ACTION)
  call_to_action?: CallToAction | null;

  @ApiProperty({ example: 'https://shop.example/winter', maxLength: ADDRESS_LENGTH })
  @AddressField()
  link_url!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: DISPLAY_NAME_LENGTH,
    description: 'As whom it speaks where the network has no page for that; the account’s name unless given',
  })
  @IsOptional()
  @LineField(DISPLAY_NAME_LENGTH)
  display_name?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: ADDRESS_LENGTH,
    description: 'Where its picture is to be had; fetched when the campaign is submitted, and kept as it is then',
  })
  @IsOptional()
  @AddressField()
  image_url?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'A picture of yours, see POST social/images; goes before image_url',
  })
  @IsOptional()
  @IsUUID()
  image_id?: string | null;
}

export class CreativeImageDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'image/png' }) content_type!: string;
  @ApiProperty({ description: 'Pixels' }) width!: number;
  @ApiProperty({ description: 'Pixels' }) height!: number;
  @ApiProperty({ description: 'Bytes' }) size!: number;
  @ApiProperty() sha256!: string;
}

const text = { type: String, nullable: true } as const;

export class CreativeAnswerDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(text) name!: string | null;
  @ApiProperty() primary_text!: string;
  @ApiProperty(text) headline!: string | null;
  @ApiProperty(text) description!: string | null;
  @ApiProperty({ ...text, enum: CALLS_TO_ACTION }) call_to_action!: CallToAction | null;
  @ApiProperty() link_url!: string;
  @ApiProperty(text) display_name!: string | null;
  @ApiProperty(text) image_url!: string | null;
  @ApiProperty({ ...text, format: 'uuid' }) image_id!: string | null;
  @ApiProperty({ type: CreativeImageDto, nullable: true, description: 'Null: not fetched yet' })
  image!: CreativeImageDto | null;
}
