import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';

import type { Dispatcher } from 'undici';

export interface ExchangeAnswer {
  status: number;
  headers: Record<string, string>;
  /** As it comes from the wire, still compressed. Fails when the connection breaks off or falls silent. */
  body: Readable;
}

/** Nothing came for as long as it was waited for. */
export class Silence extends Error {
  constructor(ms: number) {
    super(`No answer within ${Math.round(ms / 100) / 10} s`);
    this.name = 'Silence';
  }
}

/**
 * One request and its answer on a connection. Unlike undici's own `request` it knows whether the request had begun to
 * be written when something failed, and an abort is heard at once, also while the connection is still being made.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** From here on the service may have acted. */
  wasSent = false;
  /** When that was, on the clock of `performance`. */
  sentAt: number | null = null;

  private readonly answered: Promise<ExchangeAnswer>;
  private resolve!: (answer: ExchangeAnswer) => void;
  private reject!: (error: unknown) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private body: Readable | null = null;
  private failure: { error: Error } | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** `silenceMs`: until the headers, and between two pieces of the body. */
  constructor(
    private readonly silenceMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.answered = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Sends it. Rejects with the signal's reason, with Silence, or with what undici or the guard says. */
  send(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): Promise<ExchangeAnswer> {
    if (this.signal.aborted) {
      this.onAbort();
      return this.answered;
    }
    this.signal.addEventListener('abort', this.onAbort, { once: true });
    this.listen();
    try {
      dispatcher.dispatch(options, this);
    } catch (error) {
      this.fail(asError(error));
    }
    return this.answered;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure) controller.abort(this.failure.error);
    else {
      this.wasSent = true;
      this.sentAt = performance.now();
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.listen();
    if (status < 200) return;
    const body = new Readable({ read: () => this.resume(), destroy: (error, done) => this.leave(error, done) });
    body.once('error', ignore);
    this.body = body;
    this.resolve({ status, headers: flatten(headers), body });
    if (this.failure) controller.abort(this.failure.error);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body?.push(chunk) === false) {
      // It is the reader who is slow now.
      clearTimeout(this.timer);
      controller.pause();
    } else {
      this.listen();
    }
  }

  onResponseEnd(): void {
    this.done();
    this.body?.push(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  private readonly onAbort = (): void => {
    this.fail(asError(this.signal.reason));
  };

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = { error };
    this.done();
    this.reject(error);
    this.body?.destroy(error);
    this.controller?.abort(error);
  }

  private resume(): void {
    if (this.controller?.paused) {
      this.listen();
      this.controller.resume();
    }
  }

  /** The reader is done, or gave up: a connection with an unread body is of no use any more. */
  private leave(error: Error | null, done: (error: Error | null) => void): void {
    if (this.body?.readableEnded === false) this.fail(error ?? new Error('The body was not wanted'));
    done(error);
  }

  private listen(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(new Silence(this.silenceMs)), this.silenceMs);
  }

  private done(): void {
    clearTimeout(this.timer);
    this.signal.removeEventListener('abort', this.onAbort);
  }
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function asError(value: unknown): Error {
  // A DOMException, and in tests any error of Node's own, is not an instance of this realm's Error.
  const isError = typeof value === 'object' && value !== null && 'message' in value;
  return isError ? (value as Error) : new Error(String(value));
}

function ignore(): void {
  // The one who reads the body hears of it; one who does not must not bring the process down.
}
