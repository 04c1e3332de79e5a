import { AppError } from '../errors/app-error.js';
import { ProviderError } from '../outbound/provider-error.js';
import { ResumeLater } from '../outbound/resume-later.js';

/** Whoever does not answer is left alone for this long; what was not tried meanwhile has not failed. */
export const UNAVAILABLE_PAUSE_MS = 5_000;

/**
 * After how many milliseconds deliveries are due again that the fault says nothing of; null: the fault is theirs. Whoever is
 * asked wants fewer calls, refuses our credentials (deliveries wait until it is connected again), or was disconnected.
 */
export function putBackFor(error: unknown): number | null {
  if (error instanceof ResumeLater) return error.after_ms;
  if (error instanceof AppError) return error.code === 'INVALID_STATE' || error.code === 'NOT_FOUND' ? 0 : null;
  if (!(error instanceof ProviderError)) return null;
  if (error.fault === 'throttled') return error.retry_after_ms ?? UNAVAILABLE_PAUSE_MS;
  return error.fault === 'auth' ? 0 : null;
}

/** Whether one record may be to blame, so that the others are worth a try without it. */
export function isOfTheRecord(error: unknown): boolean {
  return !(error instanceof ProviderError) || error.fault === 'bad_answer' || error.fault === 'rejected';
}

/** As it is kept beside the delivery and shown to its owner. */
export function reasonOf(error: unknown): string {
  return error instanceof ProviderError || error instanceof AppError
    ? error.message
    : 'Something went wrong on our side';
}
