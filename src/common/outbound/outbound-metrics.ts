import { Counter, Histogram, register } from 'prom-client';

const REQUESTS = 'ksap_outbound_request_seconds';
const RETRIES = 'ksap_outbound_retries_total';

/** A module may be loaded twice into one process (tests); a metric may be registered once. */
const requests =
  (register.getSingleMetric(REQUESTS) as Histogram<'provider' | 'method' | 'status'> | undefined) ??
  new Histogram({
    name: REQUESTS,
    help: 'Duration of single calls to outside services until their headers, by HTTP status',
    labelNames: ['provider', 'method', 'status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });

const retries =
  (register.getSingleMetric(RETRIES) as Counter<'provider'> | undefined) ??
  new Counter({ name: RETRIES, help: 'Repeated calls to outside services', labelNames: ['provider'] });

/** `status`: the HTTP status, or `error` when there was no answer. */
export function countRequest(provider: string, method: string, status: string, seconds: number): void {
  requests.observe({ provider, method, status }, seconds);
}

export function countRetry(provider: string): void {
  retries.inc({ provider });
}
