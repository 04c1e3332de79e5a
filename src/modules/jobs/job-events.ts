import { EventEmitter, on } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { SessionConnection } from '../../common/database/session-connection.js';
import { AppError } from '../../common/errors/app-error.js';
import { JOB_CHANNEL } from './job.repository.js';
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
   * Server-Sent Events as text: `progress` with the job whenever it changed, then `end` with how it ended. A job that
   * is removed meanwhile just ends the stream.
   * https://html.spec.whatwg.org/multipage/server-sent-events.html
   */
  async *stream(userId: string, id: string, hangUp: AbortSignal): AsyncGenerator<string> {
    const signal = AbortSignal.any([hangUp, this.closing.signal]);
    let shown = '';
    try {
      for (;;) {
        // Listened for before the row is read: a change between the two is heard.
        const news = this.next(id, signal);
        // Awaited only after the reader has taken what is there; until then a hang-up must not count as unhandled.
        news.catch(() => undefined);
        const job = await this.jobs.get(userId, id);
        const text = JSON.stringify(job);
        if (FINAL.has(job.status)) {
          yield `event: end\ndata: ${text}\n\n`;
          return;
        }
        yield text === shown ? ': still here\n\n' : `event: progress\ndata: ${text}\n\n`;
        shown = text;
        await news;
      }
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'NOT_FOUND';
      if (!signal.aborted && !isGone) throw error;
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
