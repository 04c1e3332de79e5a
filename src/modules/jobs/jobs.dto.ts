import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQueryDto } from '../../common/http/list.dto.js';
import { JOB_STATUSES, type JobStatus } from './job.dto.js';

export const JOB_SORTS = ['created_at', '-created_at'] as const;

export class JobListQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ enum: JOB_STATUSES })
  @IsOptional()
  @IsIn(JOB_STATUSES)
  status?: JobStatus;

  @ApiPropertyOptional({ example: 'stores.sync' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  type?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  store_id?: string;

  @ApiPropertyOptional({ enum: JOB_SORTS, default: '-created_at' })
  @IsOptional()
  @IsIn(JOB_SORTS)
  sort: (typeof JOB_SORTS)[number] = '-created_at';
}
