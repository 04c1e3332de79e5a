import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent, Dispatcher } from 'undici';

import { inTransaction } from '../database/transaction-context.js';
import { clip } from '../text/clean-text.js';
import { decode, readAll } from './answer-body.js';
import { BufferedResponse } from './buffered-response.js';
import { Deadline } from './deadline.js';
import { Exchange, Silence, type ExchangeAnswer } from './exchange.js';
import { guardedAgent } from './guarded-agent.js';
import { follow, redirectOf, settle, type OutboundCall } from './outbound-call.js';
import { providerErrorOf } from './outbound-faults.js';
import { countRequest, countRetry } from './outbound-metrics.js';
import { objectionTo, objectionToProxy } from './objections.js';
import { OutboundOptions } from './outbound-options.js';
import type { OutboundRequest, OutboundResponse, OutboundStream } from './outbound.types.js';
import { ProviderError } from './provider-error.js';
import { proxiedErrorOf } from './proxy/proxy-error-of.js';
import { ProxyFault } from './proxy/proxy-fault.js';
import { ProxyTransports } from './proxy/proxy-transports.js';
import { backoffMs, retryAfterMs } from './retry-after.js';
import { TargetGuard } from './target-guard.js';
import { readUrl } from '../text/read-url.js';

/** A longer wait than this is the caller's to plan: nobody sleeps in here for it. */
const LONGEST_WAIT_MS = 5000;
const ERROR_BODY_BYTES = 64 * 1024;

/** How an answer that is not a fault becomes the caller's. */
type Finish<T> = (call: OutboundCall, answer: ExchangeAnswer, deadline: Deadline) => Promise<T>;

/**
 * The only way out. Guards where calls go, bounds how long they take and how much they bring, repeats what may be
 * repeated and says in ProviderError's words what went wrong. Answers of 2xx, 3xx and 4xx (but 429) are returned.
 *
 * Throws ProviderError: `blocked_target`; `throttled` (429: at once when Retry-After is over 5 s, else when the tries
 * are used up); `unavailable` (5xx, network faults); `unknown_outcome` (a call that must not be repeated was sent and
 * not answered, or only a gateway answered: 502, 504); `bad_answer` (not HTTP, not decodable, too large).
 * An aborted call throws the signal's reason, unless its outcome is then unknown.
 */
@Injectable()
export class OutboundClient implements OnApplicationShutdown {
  private readonly logger = new Logger('Outbound');
  private readonly guard: TargetGuard;
  private readonly agent: Agent;
  private readonly proxies: ProxyTransports;

  constructor(private readonly options: OutboundOptions) {
    this.guard = new TargetGuard(options.allow_private_targets, options.sandbox_origin, options.lookup);
    this.agent = guardedAgent(this.guard);
    this.proxies = new ProxyTransports(this.guard, {
      hop_timeout_ms: options.proxy_hop_ms,
      ...(options.proxied_target_ca !== undefined && { target_ca: options.proxied_target_ca }),
    });
  }

  /** Calls and reads the whole answer. */
  request(request: OutboundRequest): Promise<OutboundResponse> {
    return this.execute(request, async (call, answer) => {
      const body = await decode(answer.body, bodyEncoding(call, answer), call.max_bytes);
      const bytes = await readAll(body);
      return new BufferedResponse(call.provider, answer.status, answer.headers, call.url.href, bytes);
    });
  }

  /**
   * Calls and hands over the answer's body as it comes, decompressed. `timeout_ms` then counts until the headers only;
   * the body may take its time but not fall silent for `headers_timeout_ms`. It is bounded by `max_bytes` only where
   * that is given. It fails with ProviderError; whoever does not read it to its end must destroy it.
   */
  stream(request: OutboundRequest): Promise<OutboundStream> {
    return this.execute({ ...request, max_bytes: request.max_bytes ?? Infinity }, async (call, answer, deadline) => {
      const explain = (error: Error): Error => this.explain(error, call, true);
      const body = await decode(answer.body, bodyEncoding(call, answer), call.max_bytes, explain);
      deadline.handOver(body);
      return { status: answer.status, headers: answer.headers, url: call.url.href, body };
    });
  }

  /**
   * Whether calls may go to an address, as far as it can be told now, for addresses that are kept for later: gives the
   * guard's reason against it, or null. Plain http passes only to networks that were opened: what we tell others is our users'
   * and must not cross the internet unencrypted. A name that cannot be resolved passes with https; each call is judged anew.
   */
  objectionTo(address: string): Promise<string | null> {
    return objectionTo(this.guard, address);
  }

  /** The guard's reason against a proxy at this host, or null: a name that cannot be resolved passes, each call is judged anew. */
  objectionToProxy(host: string): Promise<string | null> {
    return objectionToProxy(this.guard, host);
  }

  /** Whether a proxy may be at this IP address: a public one, or in a network that was opened. */
  mayProxyAt(address: string): boolean {
    return this.guard.isSandboxHost(address) || this.guard.isAllowed(address);
  }

  /** Not earlier: requests and jobs that are still in flight need it to their end. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Ends all connections; calls in flight fail. */
  async close(): Promise<void> {
    await Promise.all([this.agent.destroy(), this.proxies.destroy()]);
  }

  private async execute<T>(request: OutboundRequest, finish: Finish<T>): Promise<T> {
    if (inTransaction()) throw new Error(`${request.provider} is called inside a database transaction`);
    request.signal?.throwIfAborted();
    const call = settle(request, this.parse(request.provider, request.url), this.options);
    const deadline = new Deadline(call.timeout_ms, new Silence(call.timeout_ms), request.signal);
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await this.attempt(call, deadline, finish);
        } catch (error) {
          const wait = this.waitBefore(attempt, call, error, deadline);
          if (wait === null) throw error;
          await sleep(wait, undefined, { signal: deadline.signal }).catch(() => request.signal?.throwIfAborted());
          countRetry(call.provider);
        }
      }
    } finally {
      deadline.close();
    }
  }

  /** Milliseconds until the next try, or null when there is to be none. */
  private waitBefore(attempt: number, call: OutboundCall, error: unknown, deadline: Deadline): number | null {
    if (!(error instanceof ProviderError) || attempt >= call.retries || deadline.signal.aborted) return null;
    if (error.fault !== 'throttled' && error.fault !== 'unavailable') return null;
    if (error instanceof ProxyFault && !error.mayPass) return null;
    const asked = error.retry_after_ms ?? 0;
    const wait = Math.max(asked, backoffMs(attempt, this.options.retry_base_ms));
    return asked > LONGEST_WAIT_MS || wait >= deadline.leftMs ? null : wait;
  }

  /** One try, with the redirects that belong to it. */
  private async attempt<T>(first: OutboundCall, deadline: Deadline, finish: Finish<T>): Promise<T> {
    let call = first;
    for (;;) {
      const exchange = new Exchange(call.silence_ms, deadline.signal);
      try {
        if (call.proxy !== null) await unlessAborted(this.guard.admit(call.url), deadline.signal);
        const answer = await this.timed(call, exchange);
        const next = call.redirects > 0 ? redirectOf(answer.status, answer.headers.location, call.url) : null;
        if (next === null) {
          if (!call.any_status) await this.refuseFaults(call, answer);
          return await finish(call, answer, deadline);
        }
        answer.body.destroy();
        call = follow(call, this.parse(call.provider, next));
      } catch (error) {
        throw this.explain(error, call, exchange.wasSent);
      }
    }
  }

  /** The caller who gave up hears their own reason, unless something may have happened that they must look up. */
  private explain(error: unknown, call: OutboundCall, wasSent: boolean): Error {
    const facts = { ...call, host: call.url.host, wasSent };
    const fault = call.proxy === null ? providerErrorOf(error, facts) : proxiedErrorOf(error, facts, call.proxy);
    return call.signal?.aborted && fault.fault === 'unavailable' ? (call.signal.reason as Error) : fault;
  }

  private async timed(call: OutboundCall, exchange: Exchange): Promise<ExchangeAnswer> {
    const { method, url, headers, body } = call;
    const from = performance.now();
    let outcome = 'error';
    try {
      const path = url.pathname + url.search;
      // A copy: undici's proxy agents write into what they are given.
      const options = { origin: url.origin, path, method, headers: { ...headers }, body };
      const answer = await this.carry(call, (dispatcher) => exchange.send(dispatcher, options));
      outcome = String(answer.status);
      return answer;
    } finally {
      const ms = performance.now() - from;
      if (call.proxy_trace && exchange.sentAt !== null) call.proxy_trace.sent_ms = exchange.sentAt - from;
      if (call.proxy_trace && outcome !== 'error') call.proxy_trace.first_byte_ms = ms;
      countRequest(call.provider, method, outcome, ms / 1000);
      if (Logger.isLevelEnabled('debug')) {
        // Never the query: keys and signatures travel there.
        this.logger.debug(`${call.provider} ${method} ${url.origin}${url.pathname} ${outcome} ${Math.round(ms)} ms`);
      }
    }
  }

  /** Whatever carries the call: a proxy that it names, and only where it names none the way straight out. */
  private async carry(
    { proxy, proxy_trace: trace }: OutboundCall,
    send: (dispatcher: Dispatcher) => Promise<ExchangeAnswer>,
  ): Promise<ExchangeAnswer> {
    if (proxy === null) return send(this.agent);
    if (trace === null) return send(this.proxies.of(proxy));
    const fresh = this.proxies.fresh(proxy, trace);
    try {
      const answer = await send(fresh.dispatcher);
      answer.body.once('close', fresh.end);
      return answer;
    } catch (error) {
      fresh.end();
      throw error;
    }
  }

  /** Throws on the answers that are the service's trouble and not the call's. */
  private async refuseFaults(call: OutboundCall, answer: ExchangeAnswer): Promise<void> {
    const { status, headers } = answer;
    if (status !== 429 && status < 500) return;
    const said = await wordsOf(answer);
    const { host } = call.url;
    const facts = { provider: call.provider, status, ...(said === '' ? {} : { provider_message: said }) };
    if (!call.idempotent && (status === 502 || status === 504)) {
      const message = `A gateway of ${host} answered ${status}: whether the call was carried out is not known`;
      throw new ProviderError({ ...facts, fault: 'unknown_outcome', message });
    }
    const after = retryAfterMs(headers['retry-after'], Date.now());
    const again = after === undefined ? {} : { retry_after_ms: after };
    if (status === 429) {
      throw new ProviderError({ ...facts, ...again, fault: 'throttled', message: `${host} wants fewer calls` });
    }
    throw new ProviderError({ ...facts, ...again, fault: 'unavailable', message: `${host} answered ${status}` });
  }

  private parse(provider: string, text: string): URL {
    try {
      return this.guard.parse(text);
    } catch (error) {
      const host = readUrl(text)?.host ?? 'The address';
      throw providerErrorOf(error, { provider, host, idempotent: true, wasSent: false });
    }
  }
}

/** Fails with the signal's reason as soon as it is aborted. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function bodyEncoding(call: OutboundCall, { status, headers }: ExchangeAnswer): string | undefined {
  const isEmpty = call.method === 'HEAD' || status === 204 || status === 304 || headers['content-length'] === '0';
  return isEmpty ? undefined : headers['content-encoding'];
}

/** What the service says about its trouble, when it says it in words and not in a page. */
async function wordsOf({ headers, body }: ExchangeAnswer): Promise<string> {
  if (!/json|text\/plain/i.test(headers['content-type'] ?? '')) {
    body.destroy();
    return '';
  }
  try {
    const decoded = await decode(body, headers['content-encoding'], ERROR_BODY_BYTES);
    return clip(new BufferedResponse('', 500, {}, '', await readAll(decoded)).text().trim(), 500);
  } catch {
    return '';
  }
}
