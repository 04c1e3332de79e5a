import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { ProxyCheck } from '../checks/proxy-check.js';
import { ProxyOutcomes } from '../checks/proxy-outcomes.js';
import { TEST_JOB } from '../commands/test-proxy.js';
import { ProxyRepository } from '../proxy.repository.js';
import { ProxySecrets } from '../proxy-secrets.js';

/** Tests one proxy because a person asked for it. That the proxy fails is the job's result, not its failure. */
@Injectable()
@HandlesJob({ type: TEST_JOB, lane: 'work' })
export class TestProxyJob extends JobHandler {
  constructor(
    private readonly proxies: ProxyRepository,
    private readonly secrets: ProxySecrets,
    private readonly check: ProxyCheck,
    private readonly outcomes: ProxyOutcomes,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { proxy_id: id } = job.payload as { proxy_id: string };
    const proxy = await this.proxies.find(job.user_id, id);
    if (!proxy) throw new JobFailure('NOT_FOUND', 'The proxy is not there any more');
    const outcome = await this.check.run(this.secrets.routeOf(proxy), job.signal);
    const test = await this.outcomes.record(proxy, outcome, { id: job.id, fence: () => job.fence() });
    if (test === null) throw new JobFailure('INVALID_STATE', 'The proxy was changed while it was tested');
    return { test };
  }
}
