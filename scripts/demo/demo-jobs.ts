import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoClient } from './demo-client.js';

export const POLL_MS = 300;

export interface List<T> {
  items: T[];
  page: { total?: number };
}

interface Job {
  status: string;
  error: { message: string } | null;
}

/** Waits for a job. Throws with its own words when it did not succeed; `what`: what was to be read. */
export async function finished(client: DemoClient, jobId: string, what: string): Promise<void> {
  for (;;) {
    const job = await client.call<Job>('GET', `/jobs/${jobId}`);
    if (job.status === 'succeeded') return;
    if (job.status === 'failed' || job.status === 'cancelled')
      throw new Error(`"${what}" was not read: ${job.error?.message ?? job.status}`);
    await sleep(POLL_MS);
  }
}
