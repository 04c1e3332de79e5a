import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO31661Alpha2,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { GENDERS, type Gender, PLACEMENTS, type Placement } from '../networks/campaign.records.js';
import { NotNull } from '../../../common/http/not-null.js';
import { LineField } from './campaign-fields.js';

const LEAST_AGE = 13;
const MOST_AGE = 65;
const MOST_COUNTRIES = 250;
const MOST_IDS = 100;
/** What networks' ids are made of. */
const NETWORK_ID = /^[\w.:-]{1,100}$/;
const NETWORK_ID_WORDS = { message: '$property must be an id of the network', each: true };
const upper = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => (typeof one === 'string' ? one.trim().toUpperCase() : one))
    : value;

export class NamedIdDto {
  @ApiProperty({ example: '6003139266461', description: 'The network’s id of it' })
  @Matches(NETWORK_ID, { message: '$property must be an id of the network' })
  id!: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @LineField(255)
  name?: string | null;
}

/** Whom a campaign is for. */
export class AudienceDto {
  @ApiPropertyOptional({ type: [String], example: ['DE', 'AT'], description: 'ISO 3166-1 alpha-2' })
  @Transform(upper)
  @IsArray()
  @ArrayMaxSize(MOST_COUNTRIES)
  @ArrayUnique()
  @IsISO31661Alpha2({ each: true, message: '$property must be codes of ISO 3166-1, such as DE' })
  @NotNull()
  countries?: string[];

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: LEAST_AGE, maximum: MOST_AGE })
  @IsOptional()
  @IsInt()
  @Min(LEAST_AGE)
  @Max(MOST_AGE)
  age_min?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: LEAST_AGE,
    maximum: MOST_AGE,
    description: '65: 65 and older',
  })
  @IsOptional()
  @IsInt()
  @Min(LEAST_AGE)
  @Max(MOST_AGE)
  age_max?: number | null;

  @ApiPropertyOptional({ enum: GENDERS, isArray: true, description: 'None: all' })
  @IsArray()
  @ArrayUnique()
  @IsIn(GENDERS, { each: true })
  @NotNull()
  genders?: Gender[];

  @ApiPropertyOptional({ type: [NamedIdDto], description: 'See GET social/accounts/{account_id}/choices' })
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @ArrayUnique(({ id }: NamedIdDto) => id)
  @ValidateNested({ each: true })
  @Type(() => NamedIdDto)
  @NotNull()
  interests?: NamedIdDto[];

  @ApiPropertyOptional({ type: [String], description: 'The network’s ids of audiences that it is for' })
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @ArrayUnique()
  @Matches(NETWORK_ID, NETWORK_ID_WORDS)
  @NotNull()
  custom_audiences?: string[];

  @ApiPropertyOptional({ type: [String], description: 'And of those that it is not for' })
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @ArrayUnique()
  @Matches(NETWORK_ID, NETWORK_ID_WORDS)
  @NotNull()
  excluded_custom_audiences?: string[];

  @ApiPropertyOptional({ enum: PLACEMENTS, isArray: true, description: 'None: the network chooses' })
  @IsArray()
  @ArrayUnique()
  @IsIn(PLACEMENTS, { each: true })
  @NotNull()
  placements?: Placement[];
}

/** An audience as it is shown: whole. */
export class AudienceAnswerDto {
  @ApiProperty({ type: [String] }) countries!: string[];
  @ApiProperty({ type: Number, nullable: true }) age_min!: number | null;
  @ApiProperty({ type: Number, nullable: true }) age_max!: number | null;
  @ApiProperty({ enum: GENDERS, isArray: true }) genders!: Gender[];
  @ApiProperty({ type: [NamedIdDto] }) interests!: NamedIdDto[];
  @ApiProperty({ type: [String] }) custom_audiences!: string[];
  @ApiProperty({ type: [String] }) excluded_custom_audiences!: string[];
  @ApiProperty({ enum: PLACEMENTS, isArray: true }) placements!: Placement[];
}
