/** Thrown when too many wait already: the caller should be told to come back. */
export class SemaphoreFull extends Error {
  constructor() {
    super('Too much work of this kind is waiting');
    this.name = 'SemaphoreFull';
  }
}

/** Lets at most `slots` pieces of work run at once; the others wait in order, at most `waiting` of them. */
export class Semaphore {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly slots: number,
    private readonly waiting = Infinity,
  ) {}

  /** Runs the work when its turn comes. Rejects with SemaphoreFull at once when the queue is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.slots) {
      if (this.queue.length >= this.waiting) throw new SemaphoreFull();
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The slot goes straight to the next in line, so that nobody who comes meanwhile can take it.
      const next = this.queue.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
