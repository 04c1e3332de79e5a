import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ProcessorFaultDto } from './processors.dto.js';

export class ImportDto {
  @ApiPropertyOptional({
    enum: ['full', 'incremental'],
    default: 'incremental',
    description: '`full` reads the whole history again',
  })
  @IsOptional()
  @IsIn(['full', 'incremental'])
  mode?: 'full' | 'incremental';
}

export class ImportCountsDto {
  @ApiProperty() seen!: number;
  @ApiProperty() created!: number;
  @ApiProperty() updated!: number;
  @ApiProperty({ description: 'Read, and found to be known already' }) unchanged!: number;
  @ApiProperty({ description: 'Kept apart, see bad_records' }) bad!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'As the provider says' }) total!: number | null;
}

export class ResourceImportDto {
  @ApiProperty({ example: 'balance_transactions' }) resource!: string;
  @ApiProperty({ enum: ['running', 'succeeded', 'failed', 'cancelled'], nullable: true }) status!: string | null;
  @ApiProperty({ enum: ['full', 'incremental'], nullable: true }) mode!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) until!: string | null;
  @ApiProperty({ type: ImportCountsDto, description: 'Of the last read, or of the one under way' })
  counts!: ImportCountsDto;
  @ApiProperty({ type: ProcessorFaultDto, nullable: true }) error!: ProcessorFaultDto | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'What happened at the provider is seen at the latest up to this long ago, save what webhooks told',
  })
  lag_seconds!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_full_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_success_at!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) job_id!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) started_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_page_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at!: string | null;
}

export class BadPaymentRecordDto {
  @ApiProperty() resource!: string;
  @ApiProperty() platform_id!: string;
  @ApiProperty({ example: 'the amount is not an amount' }) reason!: string;
  @ApiProperty({ format: 'date-time' }) seen_at!: string;
}

export class BadPaymentRecordsDto {
  @ApiProperty() count!: number;
  @ApiProperty({ type: [BadPaymentRecordDto], description: 'The newest 20' }) items!: BadPaymentRecordDto[];
}

export class ImportStatusDto {
  @ApiProperty({ format: 'uuid' }) processor_id!: string;
  @ApiProperty() connection_state!: string;
  @ApiProperty() is_active!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_synced_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_sync_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) failing_since!: string | null;
  @ApiProperty() failures!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'The largest lag of the resources' })
  lag_seconds!: number | null;
  @ApiProperty({ type: [ResourceImportDto] }) resources!: ResourceImportDto[];
  @ApiProperty({ type: BadPaymentRecordsDto, description: 'Records that could not be taken in' })
  bad_records!: BadPaymentRecordsDto;
}

export const EXAMPLE_IMPORT_STATUS = {
  processor_id: '019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d4',
  connection_state: 'connected',
  is_active: true,
  last_synced_at: '2026-11-22T10:29:58.000Z',
  next_sync_at: '2026-11-22T11:29:58.000Z',
  failing_since: null,
  failures: 0,
  lag_seconds: 34,
  resources: [
    {
      resource: 'balance_transactions',
      status: 'succeeded',
      mode: 'incremental',
      since: '2026-11-22T09:24:57.000Z',
      until: '2026-11-22T10:29:57.000Z',
      counts: { seen: 12, created: 3, updated: 1, unchanged: 8, bad: 0, total: null },
      error: null,
      lag_seconds: 34,
      last_full_at: '2026-11-01T08:02:11.000Z',
      last_success_at: '2026-11-22T10:29:58.000Z',
      job_id: '019aa5c0-6f0e-7cc2-9d2b-1f0f4c1f7a10',
      started_at: '2026-11-22T10:29:57.000Z',
      last_page_at: '2026-11-22T10:29:58.000Z',
      finished_at: '2026-11-22T10:29:58.000Z',
    },
  ],
  bad_records: { count: 0, items: [] },
};
