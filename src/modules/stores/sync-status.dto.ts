import { ApiProperty } from '@nestjs/swagger';
import { SYNC_RESOURCES } from './platforms/platform.port.js';

export class SyncCountsDto {
  @ApiProperty() seen!: number;
  @ApiProperty() created!: number;
  @ApiProperty() updated!: number;
  @ApiProperty({ description: 'Read, and found to be known already' }) unchanged!: number;
  @ApiProperty() deleted!: number;
  @ApiProperty({ description: 'Kept apart, see bad_records' }) bad!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'As the shop says' }) total!: number | null;
}

export class SyncFaultDto {
  @ApiProperty({ example: 'PROVIDER_UNAVAILABLE' }) code!: string;
  @ApiProperty({ example: 'The shop did not answer' }) message!: string;
}

export class SyncRunDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['full', 'incremental'] }) mode!: string;
  @ApiProperty({ enum: ['running', 'succeeded', 'failed', 'cancelled'] }) status!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: string | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'Where it goes on after an interruption; the platform’s own',
  })
  cursor!: object | null;
  @ApiProperty({ type: SyncCountsDto }) counts!: SyncCountsDto;
  @ApiProperty({ type: SyncFaultDto, nullable: true }) error!: SyncFaultDto | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) job_id!: string | null;
  @ApiProperty({ format: 'date-time' }) started_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_page_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at!: string | null;
}

export class BadRecordDto {
  @ApiProperty() platform_id!: string;
  @ApiProperty({ example: 'the total is not a number' }) reason!: string;
  @ApiProperty() occurrences!: number;
  @ApiProperty({ format: 'date-time' }) last_seen_at!: string;
}

export class BadRecordsDto {
  @ApiProperty() count!: number;
  @ApiProperty({ type: [BadRecordDto], description: 'The newest 20' }) items!: BadRecordDto[];
}

export class ResourceSyncDto {
  @ApiProperty({ enum: SYNC_RESOURCES }) resource!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_success_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_full_at!: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Changes at the shop are seen at the latest up to this long ago',
  })
  lag_seconds!: number | null;
  @ApiProperty({ type: SyncFaultDto, nullable: true }) last_error!: SyncFaultDto | null;
  @ApiProperty({ type: SyncRunDto, nullable: true }) last_run!: SyncRunDto | null;
  @ApiProperty({ type: BadRecordsDto, description: 'Records that could not be taken in' }) bad_records!: BadRecordsDto;
}

export class SyncStatusDto {
  @ApiProperty({ format: 'uuid' }) store_id!: string;
  @ApiProperty() connection_state!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_synced_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_sync_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) failing_since!: string | null;
  @ApiProperty() failures!: number;
  @ApiProperty({ type: [ResourceSyncDto] }) resources!: ResourceSyncDto[];
}

const RUN = {
  id: '019aa5c1-0a11-7f60-8f3e-55b1a2a0c9d4',
  mode: 'incremental',
  status: 'succeeded',
  since: '2026-11-22T10:20:00.000Z',
  cursor: null,
  counts: { seen: 12, created: 3, updated: 1, unchanged: 8, deleted: 0, bad: 0, total: 12 },
  error: null,
  job_id: '019aa5c0-6f0e-7cc2-9d2b-1f0f4c1f7a10',
  started_at: '2026-11-22T10:29:57.000Z',
  last_page_at: '2026-11-22T10:29:58.000Z',
  finished_at: '2026-11-22T10:29:58.000Z',
};

export const EXAMPLE_SYNC = {
  store_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4',
  connection_state: 'connected',
  last_synced_at: '2026-11-22T10:29:58.000Z',
  next_sync_at: '2026-11-22T10:34:58.000Z',
  failing_since: null,
  failures: 0,
  resources: [
    {
      resource: 'orders',
      last_success_at: '2026-11-22T10:29:58.000Z',
      last_full_at: '2026-11-01T08:02:11.000Z',
      lag_seconds: 34,
      last_error: null,
      last_run: RUN,
      bad_records: { count: 0, items: [] },
    },
  ],
};
