import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

/** What a shop posts. */
export interface SignedBody {
  body: Buffer;
  headers: Record<string, string>;
}

/** A thing that takes deliveries. */
export interface Inbox {
  url: string;
}

export interface LoadResult {
  /** Acknowledged a second. */
  rate: number;
  /** Milliseconds, from the moment at which it was due to be sent. */
  p50: number;
  p95: number;
  p99: number;
}

/** Connections of a platform that delivers to one shop. */
const CONNECTIONS = 32;

/** Orders' webhooks in Shopify's form, about 4 KB each, signed with the app's secret. */
export function signedBodies(orderIds: readonly string[], secret: string): SignedBody[] {
  return orderIds.map((id, index) => {
    const lines = Array.from({ length: 12 }, (_, line) => ({
      id: index * 100 + line,
      title: `Article ${line} in a size that fits`,
      sku: `SKU-${index}-${line}`,
      quantity: 1 + (line % 3),
      price: '19.90',
      properties: [{ name: 'engraving', value: 'with best wishes for the day and for all that come after it' }],
      tax_lines: [{ title: 'VAT', rate: 0.19, price: '3.18' }],
    }));
    const body = Buffer.from(
      JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Order/${id}`, line_items: lines }),
    );
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/updated',
        'x-shopify-shop-domain': 'demo.myshopify.com',
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
    };
  });
}

/** Posts as many as are taken: each connection sends its next when the last is acknowledged. Throws on a refusal. */
export async function asFastAsTaken(inbox: Inbox, bodies: SignedBody[], seconds: number): Promise<LoadResult> {
  const poster = new Poster(inbox, bodies);
  const end = performance.now() + seconds * 1000;
  const connection = async (): Promise<void> => {
    while (performance.now() < end) await poster.post(performance.now());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return poster.result(seconds);
}

/**
 * Posts so many a second, whether or not the ones before are acknowledged: latency is measured from when each was due, so
 * that a server which stalls is not asked less. Throws on a refusal.
 */
export async function atRate(
  inbox: Inbox,
  bodies: SignedBody[],
  perSecond: number,
  seconds: number,
): Promise<LoadResult> {
  const poster = new Poster(inbox, bodies);
  const started = performance.now();
  const open: Promise<void>[] = [];
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, Math.ceil(((performance.now() - started) / 1000) * perSecond));
    for (; sent < due; sent += 1) open.push(poster.post(started + (sent / perSecond) * 1000));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(open);
  return poster.result((performance.now() - started) / 1000);
}

class Poster {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private readonly latencies: number[] = [];
  private readonly run = randomBytes(6).toString('hex');
  private count = 0;

  constructor(
    private readonly inbox: Inbox,
    private readonly bodies: SignedBody[],
  ) {}

  async post(dueAt: number): Promise<void> {
    const number = this.count;
    this.count += 1;
    const signed = this.bodies[number % this.bodies.length];
    if (!signed) throw new Error('There is nothing to post');
    const headers = { ...signed.headers, 'x-shopify-webhook-id': `${this.run}-${number}` };
    const status = await this.send(headers, signed.body);
    if (status !== 200) throw new Error(`A delivery was answered ${status}`);
    this.latencies.push(performance.now() - dueAt);
  }

  result(seconds: number): LoadResult {
    this.agent.destroy();
    const sorted = this.latencies.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    return { rate: sorted.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  private send(headers: Record<string, string>, body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      const call = request(this.inbox.url, {
        method: 'POST',
        agent: this.agent,
        headers: { ...headers, 'content-length': body.byteLength },
      });
      call.on('response', (response) => {
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
        response.resume();
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}
