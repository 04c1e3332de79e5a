import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { startPaymentWebhooks } from './start-webhooks.js';
import { WebhookChecksRepository } from './webhook-checks.repository.js';

const BATCH = 50;

/** Looks hourly whether providers still tell us of each processor. */
@Injectable()
export class PaymentWebhookSchedule {
  constructor(
    private readonly database: Database,
    private readonly checks: WebhookChecksRepository,
    private readonly jobs: JobsApi,
    private readonly config: Config,
  ) {}

  @Recurring({ name: 'payments.check_webhooks', every_seconds: 60 })
  async check(): Promise<void> {
    if (this.config.public_url === null) return;
    while ((await this.database.transaction(() => this.batch())) === BATCH);
  }

  private async batch(): Promise<number> {
    const due = await this.checks.takeDue(BATCH);
    for (const processor of due) await startPaymentWebhooks(this.jobs, processor);
    return due.length;
  }
}
