/**
 * Thrown by work that would have to wait for long: the one who runs it stops, keeps what is stored so far and runs it
 * again from there. So nothing that waits holds a worker.
 */
export class ResumeLater extends Error {
  /** Milliseconds from now. */
  readonly after_ms: number;

  constructor(
    afterMs: number,
    /** One sentence for the log and the sync status. */
    readonly reason: string,
  ) {
    super(`Resume in ${Math.ceil(afterMs / 1000)} s: ${reason}`);
    this.name = 'ResumeLater';
    this.after_ms = afterMs;
  }
}
