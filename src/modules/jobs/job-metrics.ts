import { Histogram, register } from 'prom-client';

const JOBS = 'ksap_job_seconds';

/** A module may be loaded twice into one process (tests); a metric may be registered once. */
const jobs =
  (register.getSingleMetric(JOBS) as Histogram<'type' | 'outcome'> | undefined) ??
  new Histogram({
    name: JOBS,
    help: 'Duration of single runs of jobs, by how they ended',
    labelNames: ['type', 'outcome'],
    buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 1800],
  });

export type JobOutcome = 'succeeded' | 'failed' | 'put_back' | 'stopped';

export function countJob(type: string, outcome: JobOutcome, seconds: number): void {
  jobs.observe({ type, outcome }, seconds);
}
