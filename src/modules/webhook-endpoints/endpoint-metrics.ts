import { Counter, register } from 'prom-client';

const TRIES = 'ksap_webhook_endpoint_tries_total';

/** A module may be loaded twice into one process (tests); a metric may be registered once. */
const tries =
  (register.getSingleMetric(TRIES) as Counter<'outcome'> | undefined) ??
  new Counter({ name: TRIES, help: 'Tries to tell an endpoint of a user, by how they ended', labelNames: ['outcome'] });

export function countDelivery(isDelivered: boolean): void {
  tries.inc({ outcome: isDelivered ? 'delivered' : 'failed' });
}
