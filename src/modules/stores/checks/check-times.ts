import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Config } from '../../../common/config/config.js';
import { nextNight } from './next-night.js';

/** What the schedule goes by beside the stores. */
@Injectable()
export class CheckTimes {
  readonly has_address: boolean;

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    this.has_address = config.public_url !== null;
  }

  night(timezone: string | null): Date {
    return nextNight(this.clock.now(), timezone, Math.random());
  }
}
