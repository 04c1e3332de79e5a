import { Injectable } from '@nestjs/common';

/**
 * How long the steps of a change may last, in milliseconds. The lease outlasts each step, so that nobody else takes a change
 * up while it is being sent; a change is sent again only when the first request cannot be running there any more.
 */
@Injectable()
export class ChangeTimes {
  lease_ms = 60_000;
  send_ms = 40_000;
  /** A look-up, or reading a record anew. */
  look_ms = 20_000;
  /** When the job first looks at what was not heard. */
  look_again_ms = 2_000;
  resend_after_ms = 60_000;
  /** Past this age nothing is sent any more: what the shop's owner wanted then may not be what they want now. */
  send_within_ms = 24 * 3_600_000;
  max_attempts = 50;
}
