import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { ApiRoute } from '../../common/http/api-docs.js';
import { accepted, ok, type Reply } from '../../common/http/reply.js';
import type { Json } from '../../common/json.js';
import { EXAMPLE_JOB, JobAnswerDto, type JobView } from '../jobs/jobs.api.js';
import { DisconnectStore } from './commands/disconnect-store.js';
import { GAP_SCAN_JOB, StartGapScan } from './commands/start-gap-scan.js';
import { StartSync } from './commands/start-sync.js';
import { StoreId } from './stores.controller.js';
import { EXAMPLE_STORE, StoreDto, SyncStoreDto } from './stores.dto.js';
import { SyncStatusReader } from './sync/sync-status.js';
import { EXAMPLE_SYNC, SyncStatusDto } from './sync-status.dto.js';

@ApiTags('Stores')
@Controller('stores/:store_id')
export class StoreSyncController {
  constructor(
    private readonly syncStatus: SyncStatusReader,
    private readonly startSync: StartSync,
    private readonly startGapScan: StartGapScan,
    private readonly disconnectStore: DisconnectStore,
  ) {}

  @Post('disconnect')
  @Answers200()
  @ApiRoute({
    summary: 'Disconnect a store',
    description: 'Its credentials and its webhooks at the shop are removed, its jobs stop; its data stays.',
    data: StoreDto,
    message: 'Store disconnected',
    example: {
      ...EXAMPLE_STORE,
      has_credentials: false,
      connection: { ...EXAMPLE_STORE.connection, state: 'disconnected' },
    },
    failures: ['NOT_FOUND'],
    idempotent: true,
  })
  async disconnect(@CurrentCaller() caller: Caller, @StoreId() id: string): Promise<Reply<Json>> {
    return ok(await this.disconnectStore.run(caller.user_id, id), 'Store disconnected');
  }

  @Post('sync')
  @ApiRoute({
    summary: 'Sync a store now',
    description: 'While a sync of the same kind is under way, that one is given.',
    data: JobAnswerDto,
    status: 202,
    message: 'Sync started',
    example: { job: EXAMPLE_JOB },
    failures: ['NOT_FOUND', 'INVALID_STATE', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async sync(
    @CurrentCaller() caller: Caller,
    @StoreId() id: string,
    @Body() input: SyncStoreDto,
  ): Promise<Reply<{ job: JobView }>> {
    const job = await this.startSync.run(caller.user_id, id, {
      mode: input.mode ?? 'incremental',
      resources: input.resources,
    });
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Sync started');
  }

  @Post('sync/gap-scan')
  @ApiRoute({
    summary: 'Compare a store with its shop now',
    description:
      'Looks for what webhooks and polls missed: counts and records day by day, and repairs what differs. While one is under way, that one is given. Goes by itself each night.',
    data: JobAnswerDto,
    status: 202,
    message: 'Gap scan started',
    example: { job: { ...EXAMPLE_JOB, type: GAP_SCAN_JOB } },
    failures: ['NOT_FOUND', 'INVALID_STATE', 'PROVIDER_REJECTED'],
    idempotent: true,
  })
  async scanGaps(@CurrentCaller() caller: Caller, @StoreId() id: string): Promise<Reply<{ job: JobView }>> {
    const job = await this.startGapScan.run(caller.user_id, id);
    return accepted({ job }, `/api/v1/jobs/${job.id}`, 'Gap scan started');
  }

  @Get('sync')
  @ApiRoute({
    summary: 'See how the sync stands',
    description:
      'Per resource: cursor, last run, counts, lag and errors. How the webhooks stand, and what the last comparison with the shop repaired.',
    data: SyncStatusDto,
    example: EXAMPLE_SYNC,
    failures: ['NOT_FOUND'],
  })
  async status(@CurrentCaller() caller: Caller, @StoreId() id: string): Promise<Json> {
    return this.syncStatus.of(caller.user_id, id);
  }
}
