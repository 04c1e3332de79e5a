import { Module, type Provider } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { ChangeLog } from './changes/change-log.js';
import { ChangeObservers } from './changes/change-observers.js';
import { ChangeRecords } from './changes/change-records.js';
import { ChangeRunner } from './changes/change-runner.js';
import { ChangeSettlement } from './changes/change-settlement.js';
import { ChangeTimes } from './changes/change-times.js';
import { PendingChanges } from './changes/pending-changes.js';
import { RunChange } from './changes/run-change.js';
import { SettleChangeJob } from './changes/settle-change.job.js';
import { StoreChangesService } from './changes/store-changes.service.js';
import { CheckSchedule } from './checks/check-schedule.js';
import { CheckTimes } from './checks/check-times.js';
import { StoreChecksRepository } from './checks/store-checks.repository.js';
import { ConnectStore } from './commands/connect-store.js';
import { ConnectionRecord } from './commands/connection-record.js';
import { CreateStore } from './commands/create-store.js';
import { DeleteStore } from './commands/delete-store.js';
import { DisconnectStore } from './commands/disconnect-store.js';
import { PlatformWebhookRemoval } from './commands/platform-webhook-removal.js';
import { StartGapScan } from './commands/start-gap-scan.js';
import { StartSync } from './commands/start-sync.js';
import { UpdateStore } from './commands/update-store.js';
import { RegisteredInboxes } from './delivery-inboxes.js';
import { GapScanJob } from './jobs/gap-scan.job.js';
import { RegisterWebhooksJob } from './jobs/register-webhooks.job.js';
import { SyncStoreJob } from './jobs/sync-store.job.js';
import { OpenedSecrets } from './opened-secrets.js';
import { createPlatforms } from './platforms/index.js';
import { Platforms } from './platforms/platforms.js';
import { StoreConnections } from './store-connections.js';
import { StoreNotices } from './store-notices.js';
import { StoreRepository } from './store.repository.js';
import { StoreSyncController } from './store-sync.controller.js';
import { DeliveryInboxes, ResourceSinks, StoreChanges, StoresApi } from './stores.api.js';
import { StoresController } from './stores.controller.js';
import { StoreQueries } from './stores.queries.js';
import { StoresService } from './stores.service.js';
import { GapScan } from './sync/gap-scan.js';
import { GapScanRepository } from './sync/gap-scan.repository.js';
import { RecordRefresh } from './sync/record-refresh.js';
import { RecordWriter } from './sync/record-writer.js';
import { RegisteredSinks } from './sync/resource-sinks.js';
import { StoreHealth } from './sync/store-health.js';
import { SyncEngine } from './sync/sync-engine.js';
import { SyncRepository } from './sync/sync.repository.js';
import { SyncSchedule } from './sync/sync-schedule.js';
import { SyncStatusReader } from './sync/sync-status.js';

const PROVIDERS: Provider[] = [
  {
    provide: Platforms,
    inject: [Config],
    useFactory: (config: Config) => new Platforms(createPlatforms({ sandbox_url: config.sandbox_url })),
  },
  OpenedSecrets,
  StoreRepository,
  StoreConnections,
  StoreNotices,
  RegisteredInboxes,
  StoreQueries,
  CreateStore,
  UpdateStore,
  DeleteStore,
  ConnectionRecord,
  ConnectStore,
  DisconnectStore,
  PlatformWebhookRemoval,
  StartSync,
  RegisteredSinks,
  SyncRepository,
  RecordWriter,
  RecordRefresh,
  SyncEngine,
  StoreHealth,
  SyncStoreJob,
  RegisterWebhooksJob,
  StoreChecksRepository,
  GapScanRepository,
  GapScan,
  StartGapScan,
  GapScanJob,
  CheckTimes,
  CheckSchedule,
  SyncStatusReader,
  SyncSchedule,
  ChangeTimes,
  ChangeLog,
  ChangeObservers,
  ChangeRecords,
  ChangeSettlement,
  ChangeRunner,
  PendingChanges,
  RunChange,
  SettleChangeJob,
  StoreChangesService,
  StoresService,
  { provide: StoresApi, useExisting: StoresService },
  { provide: StoreChanges, useExisting: StoreChangesService },
  { provide: ResourceSinks, useExisting: RegisteredSinks },
  { provide: DeliveryInboxes, useExisting: RegisteredInboxes },
];

@Module({
  controllers: [StoresController, StoreSyncController],
  providers: PROVIDERS,
  exports: [StoresApi, StoreChanges, ResourceSinks, DeliveryInboxes],
})
export class StoresModule {}
