import { Module } from '@nestjs/common';
import { ProxyAlerts } from './checks/proxy-alerts.js';
import { ProxyCheck } from './checks/proxy-check.js';
import { ProxyOutcomes } from './checks/proxy-outcomes.js';
import { CreateProxy } from './commands/create-proxy.js';
import { DeleteProxy } from './commands/delete-proxy.js';
import { ImportProxies } from './commands/import-proxies.js';
import { TestProxy } from './commands/test-proxy.js';
import { UpdateProxy } from './commands/update-proxy.js';
import { TestDueProxies } from './jobs/test-due.js';
import { TestProxyJob } from './jobs/test-proxy.job.js';
import { ProxiesApi } from './proxies.api.js';
import { ProxiesController } from './proxies.controller.js';
import { ProxiesService } from './proxies.service.js';
import { ProxyPlaces } from './proxy-places.js';
import { ProxyQueries } from './proxy.queries.js';
import { ProxyRepository } from './proxy.repository.js';
import { ProxySecrets } from './proxy-secrets.js';

@Module({
  controllers: [ProxiesController],
  providers: [
    ProxyRepository,
    ProxyQueries,
    ProxySecrets,
    ProxyPlaces,
    CreateProxy,
    UpdateProxy,
    DeleteProxy,
    ImportProxies,
    TestProxy,
    ProxyCheck,
    ProxyOutcomes,
    ProxyAlerts,
    TestProxyJob,
    TestDueProxies,
    ProxiesService,
    { provide: ProxiesApi, useExisting: ProxiesService },
  ],
  exports: [ProxiesApi],
})
export class ProxiesModule {}
