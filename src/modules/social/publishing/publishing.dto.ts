import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { queryBoolean } from '../../../common/http/list.dto.js';
import { OBJECT_KINDS, type ObjectKind, type Rehearsed } from '../networks/campaign.records.js';
import { type PublishRefusal, REFUSAL_CODES, type RefusalCode } from './publish-refusal.js';
import type { RehearsalAnswer } from './rehearsal.js';

export class PublishDto {
  @ApiPropertyOptional({
    default: false,
    description: 'Say what publishing would come to, asking the network by its own validation; nothing is made',
  })
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;
}

export class PublishQueryDto {
  @ApiPropertyOptional({ default: false, description: 'Wait for the end, for up to 15 s' })
  @IsOptional()
  @Transform(queryBoolean)
  @IsBoolean()
  wait?: boolean;
}

class PublishRefusalDto implements PublishRefusal {
  @ApiProperty({ enum: REFUSAL_CODES })
  code!: RefusalCode;

  @ApiProperty({ type: String, nullable: true, example: 'creatives.0.headline' })
  field!: string | null;

  @ApiProperty({ example: 'may have at most 40 characters' })
  reason!: string;
}

class RehearsedDto implements Rehearsed {
  @ApiProperty({ enum: OBJECT_KINDS })
  kind!: ObjectKind;

  @ApiProperty({
    format: 'uuid',
    description: 'Of the campaign (campaign, ad_set), the creative (creative, ad) or the picture',
  })
  key!: string;

  @ApiProperty()
  is_accepted!: boolean;

  @ApiProperty({
    enum: ['network', 'rules'],
    description: '`network`: by its own validation; `rules`: by what is known of its rules, where it validates nothing',
  })
  checked_by!: 'network' | 'rules';

  @ApiProperty({ type: String, nullable: true, description: 'Why not, or why it was not asked' })
  reason!: string | null;
}

export class RehearsalDto implements RehearsalAnswer {
  @ApiProperty({ enum: [true] })
  dry_run!: true;

  @ApiProperty()
  is_publishable!: boolean;

  @ApiProperty({ type: [PublishRefusalDto], description: 'Everything that speaks against it' })
  refusals!: PublishRefusalDto[];

  @ApiProperty({ type: [RehearsedDto], description: 'By object at the network; empty when it was not asked' })
  checks!: RehearsedDto[];
}
