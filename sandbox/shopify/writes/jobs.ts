import { randomUUID } from 'node:crypto';

/** Work that Shopify does in the background and tells by a job's id. */
export class Jobs {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly known = new Set<string>();

  constructor(private readonly delay_ms: number) {}

  start(work: () => void): { id: string; done: boolean } {
    const id = `gid://shopify/Job/${randomUUID()}`;
    const timer = setTimeout(() => {
      this.timers.delete(id);
      work();
    }, this.delay_ms);
    this.timers.set(id, timer);
    this.known.add(id);
    return { id, done: false };
  }

  get(id: string): { id: string; done: boolean } | null {
    return this.known.has(id) ? { id, done: !this.timers.has(id) } : null;
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
