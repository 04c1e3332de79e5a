import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { ImageRefused, MOST_IMAGE_BYTES, tooLarge } from './image-content.js';

const FETCH_TIMEOUT_MS = 15_000;
const MOST_REDIRECTS = 3;
const PROVIDER = 'image';

/** For whom a picture is fetched: by the way that their account's calls go. */
export interface ImageCaller {
  user_id: string;
  /** Null: the account has none, or there is no account. */
  proxy_id: string | null;
}

/** Fetches pictures from addresses that people give: guarded, bounded, and never round an account's proxy. */
@Injectable()
export class FetchImage {
  constructor(private readonly connections: AccountConnections) {}

  /**
   * Throws ImageRefused when there is none to be had, PROVIDER_UNAVAILABLE when that may pass, and what the proxy does to it.
   * `timeoutMs`: what is left of the caller's time.
   */
  async run(caller: ImageCaller, url: string, timeoutMs = FETCH_TIMEOUT_MS): Promise<Buffer> {
    try {
      const answer = await this.connections.fetch(caller, {
        provider: PROVIDER,
        method: 'GET',
        url,
        headers: { accept: 'image/png, image/jpeg' },
        max_bytes: MOST_IMAGE_BYTES + 1,
        max_redirects: MOST_REDIRECTS,
        retries: 1,
        timeout_ms: Math.min(timeoutMs, FETCH_TIMEOUT_MS),
      });
      if (answer.status !== 200) {
        throw new ImageRefused('address', `cannot be fetched: the address answers ${answer.status}`);
      }
      if (answer.bytes.length > MOST_IMAGE_BYTES) throw tooLarge();
      return Buffer.from(answer.bytes);
    } catch (error) {
      throw explained(error);
    }
  }
}

/** Its host's name is none: a slip of the pen far more often than a trouble that passes. */
function isNowhere({ cause }: ProviderError): boolean {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^(?:ENOTFOUND|EAI_)/.test(code);
}

function explained(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error instanceof ProxyFault) return error;
  if (error.fault === 'bad_answer' || !error.isTransient || isNowhere(error)) {
    return new ImageRefused('address', `cannot be fetched: ${error.message}`);
  }
  const seconds = String(Math.ceil((error.retry_after_ms ?? 30_000) / 1000));
  return new AppError(
    'PROVIDER_UNAVAILABLE',
    `A picture cannot be fetched now: ${error.message}`,
    {},
    { 'Retry-After': seconds },
  );
}
