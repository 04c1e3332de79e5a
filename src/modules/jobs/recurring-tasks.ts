import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Logger } from 'pino';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { requestId } from '../../common/ids/ids.js';
import { RECURRING, type RecurringOptions } from '../../common/jobs/recurring.js';
import { runWithContext } from '../../common/logger/request-context.js';

interface Task {
  options: RecurringOptions;
  work: () => Promise<unknown>;
}

/** The methods marked as recurring, found at boot, run by name. One run of a task at a time in this process. */
@Injectable()
export class RecurringTasks implements OnModuleInit {
  private readonly tasks = new Map<string, Task>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      const methods = instance as Record<string, () => Promise<unknown>>;
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = methods[name];
        const options = method && (Reflect.getMetadata(RECURRING, method) as RecurringOptions | undefined);
        if (!options) continue;
        if (this.tasks.has(options.name)) throw new Error(`Two methods are the recurring task ${options.name}`);
        this.tasks.set(options.name, { options, work: () => method.call(instance) });
      }
    }
  }

  get all(): RecurringOptions[] {
    return [...this.tasks.values()].map((task) => task.options);
  }

  /**
   * Runs the task now; when it runs already, once more after that, which is not waited for: whoever sets off a task that
   * is slow would else fill the queue's lane with waiting. Its faults are logged, not thrown.
   */
  async run(name: string): Promise<void> {
    if (this.running.has(name)) {
      this.again.add(name);
      return;
    }
    const run = this.loop(name).finally(() => this.running.delete(name));
    this.running.set(name, run);
    return run;
  }

  /** Waits until nothing runs any more. */
  async settle(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private async loop(name: string): Promise<void> {
    const task = this.tasks.get(name);
    if (!task) return;
    do {
      this.again.delete(name);
      try {
        await runWithContext({ request_id: requestId() }, task.work);
      } catch (error) {
        this.logger.error({ err: error, task: name }, 'A recurring task failed; it will run again');
      }
    } while (this.again.has(name));
  }
}
