import type { JobsApi, JobView } from '../../jobs/jobs.api.js';

export const PAYMENT_WEBHOOKS_JOB = 'payments.register_webhooks';

/** Registers a processor's webhooks at its provider, or mends them, as a job; while one is under way, that one is given. */
export function startPaymentWebhooks(jobs: JobsApi, processor: { id: string; user_id: string }): Promise<JobView> {
  return jobs.start({
    type: PAYMENT_WEBHOOKS_JOB,
    user_id: processor.user_id,
    store_id: null,
    payload: { processor_id: processor.id },
    dedupe_key: `${PAYMENT_WEBHOOKS_JOB}:${processor.id}`,
  });
}
