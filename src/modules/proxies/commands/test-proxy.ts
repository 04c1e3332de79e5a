import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { JobsApi, type JobView } from '../../jobs/jobs.api.js';
import { ProxyQueries } from '../proxy.queries.js';
import { ProxyRepository } from '../proxy.repository.js';

export const TEST_JOB = 'proxies.test';
export const testKeyOf = (proxyId: string): string => `${TEST_JOB}:${proxyId}`;

/** A test that a worker could not end is not worth many more. */
const MOST_ATTEMPTS = 3;

/** Tests a proxy as a job; while one is under way, that one is given. */
@Injectable()
export class TestProxy {
  constructor(
    private readonly database: Database,
    private readonly proxies: ProxyRepository,
    private readonly jobs: JobsApi,
    private readonly queries: ProxyQueries,
  ) {}

  /** Throws NOT_FOUND. One that is switched off may be tested too. */
  async start(userId: string, id: string): Promise<JobView> {
    return this.database.transaction(async () => {
      const proxy = await this.proxies.find(userId, id, true);
      if (!proxy) throw AppError.notFound('Proxy');
      return this.jobs.start({
        type: TEST_JOB,
        user_id: userId,
        store_id: null,
        payload: { proxy_id: id },
        dedupe_key: testKeyOf(id),
        max_attempts: MOST_ATTEMPTS,
      });
    });
  }

  /** What the job found, once it is there; undefined: it takes longer, or ended without a test. */
  async outcomeOf(userId: string, id: string, jobId: string): Promise<Json | undefined> {
    return (await this.jobs.hasEnded(testKeyOf(id), jobId)) ? this.queries.testOf(userId, jobId) : undefined;
  }
}
