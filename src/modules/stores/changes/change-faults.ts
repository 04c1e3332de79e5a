import { AppError } from '../../../common/errors/app-error.js';
import { toAppError } from '../../../common/http/app-error-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { Platform } from '../platforms/platform.port.js';

export interface ChangeFault {
  code: string;
  message: string;
}

/** Of a change that was sent and not answered: it may still be at work there. */
export const UNHEARD = 'OUTCOME_UNKNOWN';

/** As it is written down and shown. */
export function faultOf(error: unknown): ChangeFault {
  const { code, message } = toAppError(error);
  return { code: error instanceof ProviderError && error.fault === 'unknown_outcome' ? UNHEARD : code, message };
}

const NOTHING_DONE = new Set(['auth', 'rejected', 'throttled', 'blocked_target']);

/** Whether the platform (or our own guard) said that nothing was done. */
export function didNotHappen(error: unknown): boolean {
  if (error instanceof ProviderError) return NOTHING_DONE.has(error.fault);
  return error instanceof AppError && error.status < 500;
}

/** Whether trying again is useless. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ProviderError) return !error.isTransient;
  return error instanceof AppError && error.status < 500;
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof ProviderError && error.fault === 'unavailable';
}

/** A bound of ours that ran out: an `AbortSignal.timeout`. */
function isTimeout(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === 'TimeoutError';
}

/** For somebody who does not wait: pauses and bounds of ours are the platform's being busy. */
export function asProviderError(error: unknown, platform: Platform): unknown {
  const { key: provider, label } = platform;
  if (error instanceof ResumeLater) {
    const message = `${label} wants fewer calls: ${error.reason}`;
    return new ProviderError({ fault: 'throttled', provider, message, retry_after_ms: error.after_ms, cause: error });
  }
  if (isTimeout(error)) {
    return new ProviderError({ fault: 'unavailable', provider, message: `${label} took too long`, cause: error });
  }
  return error;
}

/** Of a call that was sent and that we gave up: as good as no answer. */
export function asUnheard(error: unknown, platform: Platform): unknown {
  if (!isTimeout(error)) return error;
  const { key: provider, label } = platform;
  const message = `${label} has not answered in time`;
  return new ProviderError({ fault: 'unknown_outcome', provider, message, cause: error });
}

/** For a job, which tries again whatever may pass: what is not known yet is not failed. */
export function asTransient(error: unknown, platform: Platform): unknown {
  if (error instanceof ResumeLater) return error;
  const fault = asProviderError(error, platform);
  if (!(fault instanceof ProviderError) || fault.isTransient || fault.fault === 'auth') return fault;
  const { provider, message } = fault;
  return new ProviderError({ fault: 'unavailable', provider, message, cause: fault });
}
