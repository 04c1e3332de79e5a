import { AppError } from '../../../common/errors/app-error.js';
import { toAppError } from '../../../common/http/app-error-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { RefundFault } from './refund-log.js';

/** Of a refund that was sent and not answered. */
const UNHEARD = 'OUTCOME_UNKNOWN';

/** As it is written down and shown. */
export function faultOf(error: unknown): RefundFault {
  const { code, message } = toAppError(error);
  return { code: error instanceof ProviderError && error.fault === 'unknown_outcome' ? UNHEARD : code, message };
}

/**
 * Whether the provider (or our own guard) said that nothing was done. What passes by itself says nothing of it: such calls have been
 * repeated with the same key by then, and the first of them may have been heard.
 */
export function didNotHappen(error: unknown): boolean {
  if (error instanceof ProviderError) return ['auth', 'rejected', 'blocked_target'].includes(error.fault);
  return error instanceof AppError && error.status < 500;
}

/** For a job, which tries again whatever may pass: what is not known yet is not failed. */
export function asTransient(error: unknown, provider: string): unknown {
  if (error instanceof ResumeLater) return error;
  if (error instanceof ProviderError && error.isTransient) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ProviderError({ fault: 'unavailable', provider, message, cause: error });
}
