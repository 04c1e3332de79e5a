const ANSWER_MS = 1_500;
const TRY_AGAIN_MS = 5_000;

/** The queue's store does not answer. Nothing is lost by that: the jobs table is the truth. */
export class QueueAway extends Error {
  constructor() {
    super('The queue does not answer');
    this.name = 'QueueAway';
  }
}

/** Calls of the queue that must not wait for a store that is away: Redis' client would keep them until it is back. */
export class QueueReach {
  private awayUntil = 0;

  constructor(
    private readonly answerMs = ANSWER_MS,
    private readonly tryAgainMs = TRY_AGAIN_MS,
  ) {}

  /** Throws {@link QueueAway} when there is no answer in time, and at once while none is to be expected. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const now = performance.now();
    if (now < this.awayUntil) throw new QueueAway();
    // While it is away one call in a while goes through, to see whether it is back.
    if (this.awayUntil > 0) this.awayUntil = now + this.tryAgainMs;
    return this.probe(work);
  }

  /** The same, whatever was found before. */
  async probe<T>(work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.awayUntil = performance.now() + this.tryAgainMs;
        reject(new QueueAway());
      }, this.answerMs);
    });
    try {
      const result = await Promise.race([work(), late]);
      this.awayUntil = 0;
      return result;
    } finally {
      clearTimeout(timer);
    }
  }
}
