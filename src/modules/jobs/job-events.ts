import { EventEmitter, on } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { SessionConnection } from '../../common/database/session-connection.js';
import { JOB_CHANNEL } from './job.repository.js';
import type { JobView } from './jobs.api.js';
import { JobsService } from './jobs.service.js';

/** Without news the stream is spoken on this often, so that no proxy takes it for dead, and the row is read anew. */
const QUIET_MS = 15_000;
const FINAL = new Set(['succeeded', 'failed', 'cancelled']);

/** A job's changes as they happen, in this process or another. */
@Injectable()
export class JobEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();

  constructor(
    private readonly jobs: JobsService,
    private readonly session: SessionConnection,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.session.listen(JOB_CHANNEL, (id) => this.changes.emit(id));
  }

  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  /**
   * Server-Sent Events as text: `progress` with the job whenever it changed, then `end` with how it ended.
   * https://html.spec.whatwg.org/multipage/server-sent-events.html
   */
  async *stream(userId: string, first: JobView, hangUp: AbortSignal): AsyncGenerator<string> {
    const signal = AbortSignal.any([hangUp, this.closing.signal]);
    let shown = '';
    let job = first;
    try {
      for (;;) {
        const news = this.next(job.id, signal);
        const text = JSON.stringify(job);
        if (FINAL.has(job.status)) {
          news.catch(() => undefined);
          yield `event: end\ndata: ${text}\n\n`;
          return;
        }
        yield text === shown ? ': still here\n\n' : `event: progress\ndata: ${text}\n\n`;
        shown = text;
        await news;
        job = await this.jobs.get(userId, job.id);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Until the job changes, or it has been quiet for a while. */
  private async next(id: string, signal: AbortSignal): Promise<void> {
    const quiet = AbortSignal.timeout(QUIET_MS);
    try {
      for await (const _ of on(this.changes, id, { signal: AbortSignal.any([signal, quiet]) })) return;
    } catch (error) {
      if (!quiet.aborted || signal.aborted) throw error;
    }
  }
}
