import { ApiProperty } from '@nestjs/swagger';
import { WEBHOOK_STATES } from './checks/store-check.entity.js';
import { SYNC_RESOURCES } from './platforms/platform.connection.js';
import { GAP_SCAN_STATUSES } from './sync/gap-scan.entity.js';

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

export class WebhooksMendedDto {
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ type: [String], description: 'As the platform calls them', example: ['orders/updated'] })
  topics!: string[];
}

export class WebhookStandingDto {
  @ApiProperty({
    enum: WEBHOOK_STATES,
    description:
      '`registered`: the shop tells us; `no_address`: it cannot reach us, polls alone do; `failing`: see error',
  })
  state!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) checked_at!: string | null;
  @ApiProperty({ type: WebhooksMendedDto, nullable: true, description: 'The last time that some were missing or off' })
  mended!: WebhooksMendedDto | null;
  @ApiProperty({ type: SyncFaultDto, nullable: true }) error!: SyncFaultDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_delivery_at!: string | null;
  @ApiProperty({ description: 'Deliveries that are not worked off yet' }) waiting!: number;
  @ApiProperty({ description: 'Deliveries that were given up: see GET stores/{id}/webhooks/deliveries' }) dead!: number;
}

export class GapsRepairedDto {
  @ApiProperty({ description: 'Were not here' }) missing!: number;
  @ApiProperty({ description: 'Were older here' }) stale!: number;
  @ApiProperty({ description: 'Were here, and are gone at the shop' }) deleted!: number;
}

export class GapScanDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: GAP_SCAN_STATUSES }) status!: string;
  @ApiProperty({ description: 'Days whose records were compared one by one' }) days!: number;
  @ApiProperty({ description: 'Records of the shop that were compared' }) checked!: number;
  @ApiProperty({ type: GapsRepairedDto }) repaired!: GapsRepairedDto;
  @ApiProperty({ description: 'Could not be taken in, see bad_records' }) bad!: number;
  @ApiProperty({ type: SyncFaultDto, nullable: true }) error!: SyncFaultDto | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) job_id!: string | null;
  @ApiProperty({ format: 'date-time' }) started_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at!: string | null;
}

export class GapScansDto {
  @ApiProperty({ description: 'Whether the platform can tell what it has' }) supported!: boolean;
  @ApiProperty({ type: GapScanDto, nullable: true }) last!: GapScanDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_at!: string | null;
}

export class SyncStatusDto {
  @ApiProperty({ format: 'uuid' }) store_id!: string;
  @ApiProperty() connection_state!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_synced_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_sync_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) failing_since!: string | null;
  @ApiProperty() failures!: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The largest lag of the resources: changes at the shop are seen at the latest up to this long ago',
  })
  lag_seconds!: number | null;
  @ApiProperty({ type: WebhookStandingDto }) webhooks!: WebhookStandingDto;
  @ApiProperty({ type: GapScansDto }) gap_scan!: GapScansDto;
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
  lag_seconds: 34,
  webhooks: {
    state: 'registered',
    checked_at: '2026-11-22T10:12:31.000Z',
    mended: { at: '2026-11-20T04:12:30.000Z', topics: ['orders/updated'] },
    error: null,
    last_delivery_at: '2026-11-22T10:29:41.000Z',
    waiting: 0,
    dead: 0,
  },
  gap_scan: {
    supported: true,
    last: {
      id: '019aa5c2-1c11-7d4a-9a3e-7b1a2a0c9d44',
      status: 'succeeded',
      days: 45,
      checked: 1840,
      repaired: { missing: 2, stale: 1, deleted: 0 },
      bad: 0,
      error: null,
      job_id: '019aa5c2-0b0e-7cc2-9d2b-1f0f4c1f7a10',
      started_at: '2026-11-22T02:14:00.000Z',
      finished_at: '2026-11-22T02:14:21.000Z',
    },
    next_at: '2026-11-23T03:40:00.000Z',
  },
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
