import type { OutboundClient } from '../src/common/outbound/outbound-client.js';
import type { OutboundRequest, OutboundResponse } from '../src/common/outbound/outbound.types.js';

/**
 * Stands where the outbound client stands: asks the service once, and gives its answers again from memory. What the product then
 * takes is its own time; that of the service, of its limits and of the wire is taken out.
 */
export class ReplayedCalls {
  private readonly kept = new Map<string, OutboundResponse>();
  private isReplaying = false;
  /** What it is to an adapter, which only ever calls `request`. */
  readonly http: OutboundClient;

  constructor(real: OutboundClient) {
    const request = async (asked: OutboundRequest): Promise<OutboundResponse> => {
      const body = typeof asked.body === 'string' ? asked.body : Buffer.from(asked.body ?? []).toString('base64');
      const key = `${asked.method} ${asked.url}\n${body}`;
      const known = this.kept.get(key);
      if (this.isReplaying) {
        if (!known) throw new Error(`${asked.method} ${asked.url} was not asked before`);
        return known;
      }
      const answer = await real.request(asked);
      this.kept.set(key, answer);
      return answer;
    };
    this.http = { request } as unknown as OutboundClient;
  }

  replay(): void {
    this.isReplaying = true;
  }

  get count(): number {
    return this.kept.size;
  }
}
