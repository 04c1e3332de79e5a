import type { HttpClient } from '../support/http.js';
import type { Job } from '../stores/shops.js';
import { expectStatus } from '../stores/shops.js';

export interface StreamEvent {
  name: string;
  data: Job;
}

/** Reads a stream of Server-Sent Events to its end. */
export async function follow(http: HttpClient, path: string): Promise<StreamEvent[]> {
  const answer = expectStatus(await http.get(path, { signal: AbortSignal.timeout(40_000) }), 200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  return answer.text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return { name, data: JSON.parse(data) as Job };
    });
}
