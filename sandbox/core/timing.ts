import type { JsonObject } from './json.js';

interface Spent {
  requests: number;
  handler_ms: number;
  background_ms: number;
}

/** How long the sandbox itself was at work, so that a benchmark can take its share out. */
export class Timing {
  private readonly providers = new Map<string, Spent>();
  private cpu = process.cpuUsage();

  request(provider: string, ms: number): void {
    const spent = this.of(provider);
    spent.requests++;
    spent.handler_ms += ms;
  }

  background(provider: string, ms: number): void {
    this.of(provider).background_ms += ms;
  }

  /** `total_ms` inside handlers and background work; `cpu_ms` of the whole process since the last reset. */
  report(): JsonObject {
    const cpu = process.cpuUsage(this.cpu);
    const providers: JsonObject = {};
    let total = 0;
    for (const [key, spent] of this.providers) {
      total += spent.handler_ms + spent.background_ms;
      providers[key] = {
        requests: spent.requests,
        handler_ms: round(spent.handler_ms),
        background_ms: round(spent.background_ms),
      };
    }
    return { total_ms: round(total), cpu_ms: round((cpu.user + cpu.system) / 1000), providers };
  }

  reset(): void {
    this.providers.clear();
    this.cpu = process.cpuUsage();
  }

  private of(provider: string): Spent {
    let spent = this.providers.get(provider);
    if (spent === undefined) {
      spent = { requests: 0, handler_ms: 0, background_ms: 0 };
      this.providers.set(provider, spent);
    }
    return spent;
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
