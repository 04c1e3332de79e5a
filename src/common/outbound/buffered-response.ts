import { cleanText } from '../text/clean-text.js';
import type { OutboundResponse } from './outbound.types.js';
import { ProviderError } from './provider-error.js';

/** An answer that was read whole. */
export class BufferedResponse implements OutboundResponse {
  constructor(
    private readonly provider: string,
    readonly status: number,
    readonly headers: Record<string, string>,
    readonly url: string,
    readonly bytes: Uint8Array,
  ) {}

  /** In the charset of its Content-Type, else UTF-8; without byte order mark and NUL, so that it can be stored. */
  text(): string {
    const charset = /charset="?([\w.:-]+)/i.exec(this.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    return cleanText(decoderFor(charset).decode(this.bytes));
  }

  json<T = unknown>(): T {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(this.bytes)) as T;
    } catch (error) {
      throw new ProviderError({
        fault: 'bad_answer',
        provider: this.provider,
        status: this.status,
        message: `${new URL(this.url).host} answered ${this.status} with something that is not JSON`,
        // Not the parser's own words: they quote what was sent.
        cause: error instanceof SyntaxError ? undefined : error,
      });
    }
  }
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
