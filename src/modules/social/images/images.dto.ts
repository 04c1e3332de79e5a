import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { NotNull } from '../../../common/http/not-null.js';
import { ADDRESS_LENGTH, AddressField, LineField } from '../campaigns/campaign-fields.js';
import { IMAGE_TYPES } from './image-content.js';

const NAME_LENGTH = 255;
const text = { type: String, nullable: true } as const;
const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class FetchImageDto {
  @ApiPropertyOptional({ example: 'https://shop.example/winter.jpg', maxLength: ADDRESS_LENGTH })
  @AddressField()
  @NotNull()
  url?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'By whose proxy it is fetched' })
  @IsOptional()
  @IsUUID()
  social_account_id?: string | null;
}

export class AddImageQueryDto {
  @ApiPropertyOptional({ maxLength: NAME_LENGTH, description: 'As you call it' })
  @LineField(NAME_LENGTH)
  @NotNull()
  name?: string;
}

export const IMAGE_SORTS = ['created_at', '-created_at'] as const;

export class ImageListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ maxLength: 100, description: 'In its name or the address that it is from' })
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional({ enum: IMAGE_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(IMAGE_SORTS)
  sort: (typeof IMAGE_SORTS)[number] = '-created_at';
}

export class AdImageDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(text) name!: string | null;
  @ApiProperty({ enum: IMAGE_TYPES }) content_type!: string;
  @ApiProperty({ description: 'Pixels, as it is shown' }) width!: number;
  @ApiProperty({ description: 'Pixels' }) height!: number;
  @ApiProperty({ description: 'Bytes' }) size!: number;
  @ApiProperty() sha256!: string;
  @ApiProperty({ ...text, description: 'Where it was fetched from' }) source_url!: string | null;
  @ApiProperty({ description: 'The picture itself' }) content_url!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}
