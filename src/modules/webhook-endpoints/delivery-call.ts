import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Clock } from '../../common/clock/clock.js';
import { OutboundClient } from '../../common/outbound/outbound-client.js';
import { ProviderError } from '../../common/outbound/provider-error.js';
import { retryAfterMs } from '../../common/outbound/retry-after.js';
import { cleanText } from '../../common/text/clean-text.js';
import { signedHeaders } from './webhook-signature.js';

const TIMEOUT_MS = 10_000;
const KEPT_BYTES = 1024;

export interface CallOutcome {
  is_delivered: boolean;
  /** The endpoint says that it is gone for good (410). */
  is_gone: boolean;
  status: number | null;
  /** First kilobyte of the answer. */
  body: string | null;
  ms: number;
  error: string | null;
  retry_after_seconds: number | null;
}

/** One try of one delivery. */
@Injectable()
export class DeliveryCall {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly clock: Clock,
  ) {}

  /** Never throws: whatever goes wrong is the outcome. */
  async send(url: string, webhookId: string, body: string, secrets: readonly string[]): Promise<CallOutcome> {
    const from = performance.now();
    const ended = (): number => Math.round(performance.now() - from);
    try {
      const answer = await this.outbound.stream({
        provider: 'webhook-endpoint',
        method: 'POST',
        url,
        headers: signedHeaders(webhookId, body, secrets, this.clock.now()),
        body,
        any_status: true,
        timeout_ms: TIMEOUT_MS,
        headers_timeout_ms: TIMEOUT_MS,
      });
      const { status } = answer;
      const text = await beginningOf(answer.body, TIMEOUT_MS - ended());
      const isDelivered = status >= 200 && status < 300;
      const asked = retryAfterMs(answer.headers['retry-after'], this.clock.ms());
      return {
        is_delivered: isDelivered,
        is_gone: status === 410,
        status,
        body: text,
        ms: ended(),
        error: isDelivered ? null : `It answered ${status}`,
        retry_after_seconds: asked === undefined || isDelivered ? null : asked / 1000,
      };
    } catch (error) {
      const message = error instanceof ProviderError ? error.message : 'The call failed';
      const failed = { is_delivered: false, is_gone: false, status: null, body: null, retry_after_seconds: null };
      return { ...failed, ms: ended(), error: message };
    }
  }
}

/** What it says first; how the rest goes on, or whether it breaks off, does not matter. */
async function beginningOf(body: Readable, withinMs: number): Promise<string> {
  const timer = setTimeout(() => body.destroy(), Math.max(withinMs, 1));
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= KEPT_BYTES) break;
    }
  } catch {
    // The status was heard; that is what counts.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, KEPT_BYTES));
  return cleanText(text);
}
