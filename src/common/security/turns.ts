/** Lets work under one name run one at a time in this process, in the order in which it came; other names do not wait. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs the work when its turn comes; gives its result or fault. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === settled) this.last.delete(name);
    }
  }

  /** How many names are at work or waited for. */
  get size(): number {
    return this.last.size;
  }
}
