import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Lane } from '../../common/jobs/queue.js';
import { HANDLES_JOB, JobHandler, type HandlesJobOptions } from './jobs.api.js';

interface JobType {
  lane: Lane;
  handler: JobHandler;
}

/** Which class runs which type of job: found by the decorator, checked at boot to be exactly one each. */
@Injectable()
export class JobTypes implements OnModuleInit {
  private readonly types = new Map<string, JobType>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const options = Reflect.getMetadata(HANDLES_JOB, metatype) as HandlesJobOptions | undefined;
      if (!options) continue;
      if (!(instance instanceof JobHandler)) throw new Error(`${metatype.name} handles jobs but is no JobHandler`);
      const known = this.types.get(options.type);
      if (known && known.handler !== instance) throw new Error(`Two classes handle jobs of type ${options.type}`);
      this.types.set(options.type, { lane: options.lane, handler: instance });
    }
  }

  get all(): string[] {
    return [...this.types.keys()];
  }

  laneOf(type: string): Lane {
    return this.get(type).lane;
  }

  handlerOf(type: string): JobHandler {
    return this.get(type).handler;
  }

  private get(type: string): JobType {
    const known = this.types.get(type);
    if (!known) throw new Error(`No class handles jobs of type ${type}`);
    return known;
  }
}
