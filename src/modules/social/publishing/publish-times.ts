import { Injectable } from '@nestjs/common';

/** How long the steps of a publishing wait, in milliseconds. */
@Injectable()
export class PublishTimes {
  /** What was asked for and not heard of may show at the network for so long: until then nothing is made again. */
  settle_ms = 30_000;
  /** Until a job looks again whether another one of the same campaign has ended. */
  look_again_ms = 500;
}
