import type { Readable } from 'node:stream';

/** An abort signal that fires after a time, or with another signal; it holds on to neither once it is closed. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly until: number;
  private isHandedOver = false;

  constructor(
    ms: number,
    reason: Error,
    private readonly parent?: AbortSignal,
  ) {
    this.until = performance.now() + ms;
    this.timer = setTimeout(() => this.controller.abort(reason), ms);
    if (parent?.aborted) this.onParent();
    else parent?.addEventListener('abort', this.onParent, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get leftMs(): number {
    return Math.max(0, this.until - performance.now());
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
  }

  /** Ends with the stream instead of with `close`: from now on its time does not count, but the other signal does. */
  handOver(stream: Readable): void {
    this.stopTimer();
    this.isHandedOver = true;
    stream.once('close', () => this.release());
  }

  close(): void {
    if (!this.isHandedOver) this.release();
  }

  private release(): void {
    this.stopTimer();
    this.parent?.removeEventListener('abort', this.onParent);
  }

  private readonly onParent = (): void => {
    this.stopTimer();
    this.controller.abort(this.parent?.reason);
  };
}
