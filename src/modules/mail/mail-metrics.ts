import { Counter, register } from 'prom-client';

const MAILS = 'ksap_mails_total';

/** A module may be loaded twice into one process (tests); a metric may be registered once. */
const mails =
  (register.getSingleMetric(MAILS) as Counter<'kind' | 'outcome'> | undefined) ??
  new Counter({ name: MAILS, help: 'Tries to send a mail, by how they ended', labelNames: ['kind', 'outcome'] });

export function countMail(kind: string, outcome: 'sent' | 'put_off' | 'failed'): void {
  mails.inc({ kind, outcome });
}
