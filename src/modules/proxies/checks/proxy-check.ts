import { Injectable } from '@nestjs/common';
import { Config } from '../../../common/config/config.js';
import { OutboundClient } from '../../../common/outbound/outbound-client.js';
import type { OutboundResponse } from '../../../common/outbound/outbound.types.js';
import type { HopTrace } from '../../../common/outbound/proxy/hop.js';
import { reasonOfStatus } from '../../../common/outbound/proxy/hop-reasons.js';
import { PROXY_REASONS, ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import type { ProxyRoute } from '../../../common/outbound/proxy/proxy-route.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { Semaphore } from '../../../common/security/semaphore.js';
import { type Anonymity, anonymityOf, parseEcho } from './echo.js';

/** For one test, whatever happens. */
export const CHECK_TIMEOUT_MS = 10_000;
/** Tests at once in one process; each has one socket to its proxy. */
export const MOST_CHECKS = 100;
const MOST_BYTES = 64 * 1024;

/** What a test found. */
export interface CheckOutcome {
  test_result: 'success' | 'failed' | 'timeout';
  /** A word of PROXY_REASONS; `echo_failed`: the echo address itself did not do its part. Null: it went well. */
  test_reason: string | null;
  test_message: string | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
  exit_ip: string | null;
  exit_country: string | null;
  anonymity: Anonymity | null;
}

/** Tries a proxy: calls the echo address through it, on a connection of its own. */
@Injectable()
export class ProxyCheck {
  /** Shared by the tests that people start and by those that are due. */
  private readonly slots = new Semaphore(MOST_CHECKS);

  constructor(
    private readonly http: OutboundClient,
    private readonly config: Config,
  ) {}

  /** Never throws for what the proxy or the echo does; throws the signal's reason when it is aborted. */
  run(route: ProxyRoute, signal?: AbortSignal): Promise<CheckOutcome> {
    return this.slots.run(() => this.check(route, signal));
  }

  private async check(route: ProxyRoute, signal?: AbortSignal): Promise<CheckOutcome> {
    const trace: HopTrace = { tcp_ms: null, proxy_tls_ms: null, tunnel_ms: null, sent_ms: null, first_byte_ms: null };
    const url = this.config.providers.proxy_echo_url;
    try {
      const answer = await this.http.request({
        provider: 'proxy_echo',
        method: 'GET',
        url,
        headers: { accept: 'application/json, text/plain;q=0.9', 'cache-control': 'no-cache' },
        proxy: route,
        proxy_trace: trace,
        timeout_ms: CHECK_TIMEOUT_MS,
        headers_timeout_ms: CHECK_TIMEOUT_MS,
        max_bytes: MOST_BYTES,
        retries: 0,
        any_status: true,
        ...(signal && { signal }),
      });
      return { ...NOTHING, ...read(answer, isCarriedInTheOpen(route, url)), ...timesOf(trace, route, url) };
    } catch (error) {
      signal?.throwIfAborted();
      return { ...NOTHING, ...failure(error, isCarriedInTheOpen(route, url)), ...timesOf(trace, route, url) };
    }
  }
}

const NOTHING = { exit_ip: null, exit_country: null, anonymity: null, test_reason: null, test_message: null };

type Judgement = Partial<CheckOutcome> & Pick<CheckOutcome, 'test_result'>;

/** In absolute form the proxy answers in the same way as the target does: its own refusals must be told apart. */
function isCarriedInTheOpen(route: ProxyRoute, url: string): boolean {
  return route.protocol === 'http' && url.startsWith('http:');
}

function read(answer: OutboundResponse, isOpen: boolean): Judgement {
  const { status } = answer;
  if (status !== 200) {
    const isProxys = isOpen && ([403, 407, 408].includes(status) || status >= 502);
    if (!isProxys) return failed('echo_failed', `The echo address answered ${status} instead of telling who called`);
    const reason = reasonOfStatus(status);
    return failed(reason, `The proxy failed: ${PROXY_REASONS[reason]} (it answered ${status})`);
  }
  const echo = parseEcho(answer.text());
  if (echo === null) {
    // Plain calls can be answered by the proxy itself: a login page, an advertisement.
    if (isOpen) return failed('proxy_bad_answer', 'What came back through the proxy is not what the echo address says');
    return failed('echo_failed', 'The echo address did not tell who called');
  }
  return { test_result: 'success', exit_ip: echo.ip, exit_country: echo.country, anonymity: anonymityOf(echo) };
}

function failure(error: unknown, isOpen: boolean): Judgement {
  if (error instanceof ProxyFault) return failed(error.reason, error.message);
  if (isOpen && error instanceof ProviderError && error.fault === 'bad_answer') {
    return failed('proxy_bad_answer', `The proxy failed: ${PROXY_REASONS.proxy_bad_answer}`);
  }
  if (error instanceof ProviderError) return failed('echo_failed', `The echo address failed: ${error.message}`);
  throw error;
}

function failed(reason: string, message: string): Judgement {
  const isTimeout = reason === 'proxy_timeout';
  return { test_result: isTimeout ? 'timeout' : 'failed', test_reason: reason, test_message: message };
}

/** TLS is what was spent on it with the proxy and with the echo together; null where there was none. */
function timesOf(
  trace: HopTrace,
  route: ProxyRoute,
  url: string,
): Pick<CheckOutcome, 'connect_ms' | 'tls_ms' | 'first_byte_ms'> {
  const behind =
    url.startsWith('https:') && trace.sent_ms !== null && trace.tunnel_ms !== null
      ? Math.max(0, trace.sent_ms - trace.tunnel_ms)
      : null;
  const before = route.protocol === 'https' ? trace.proxy_tls_ms : null;
  const tls = behind === null && before === null ? null : (behind ?? 0) + (before ?? 0);
  return { connect_ms: whole(trace.tcp_ms), tls_ms: whole(tls), first_byte_ms: whole(trace.first_byte_ms) };
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
