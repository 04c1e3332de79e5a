import { Injectable } from '@nestjs/common';

/**
 * How long the steps of a refund may last, in milliseconds. The lease outlasts each step, so that nobody else takes a refund
 * up while it is being sent.
 */
@Injectable()
export class RefundTimes {
  lease_ms = 60_000;
  send_ms = 40_000;
  look_ms = 20_000;
  /** When the job first looks at what was not heard. */
  look_again_ms = 2_000;
  /** Past this age nothing is sent any more: providers forget idempotency keys after a day. */
  send_within_ms = 20 * 3_600_000;
}
