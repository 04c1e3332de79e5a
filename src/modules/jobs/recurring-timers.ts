import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { SessionConnection } from '../../common/database/session-connection.js';
import { RECURRING_JOB } from './job.processors.js';
import { JobQueue } from './job-queue.js';
import { RecurringTasks } from './recurring-tasks.js';

/** Sets recurring tasks off: by the clock through the queue, once over all processes, and at once when they are woken. */
@Injectable()
export class RecurringTimers {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly queue: JobQueue,
    private readonly tasks: RecurringTasks,
    private readonly session: SessionConnection,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    for (const { name, every_seconds: everySeconds, wake_channel: wakeChannel } of this.tasks.all) {
      this.timers.push(
        setInterval(() => {
          void this.offer(name, everySeconds);
        }, everySeconds * 1000),
      );
      if (wakeChannel !== undefined) await this.session.listen(wakeChannel, () => void this.tasks.run(name));
    }
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Waits until no task runs any more. */
  settle(): Promise<void> {
    return this.tasks.settle();
  }

  /** All processes name a task's interval alike, so the queue takes it once; without a queue the task runs here. */
  private async offer(name: string, everySeconds: number): Promise<void> {
    const interval = Math.floor(this.clock.ms() / (everySeconds * 1000));
    const options = { jobId: `${name}_${interval}`, removeOnComplete: { age: everySeconds * 2 }, removeOnFail: true };
    try {
      await this.queue.putTask(RECURRING_JOB, { task: name }, options);
    } catch {
      await this.tasks.run(name);
    }
  }
}
