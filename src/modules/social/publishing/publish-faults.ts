import { AppError } from '../../../common/errors/app-error.js';
import { toAppError } from '../../../common/http/app-error-of.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { JobFailure } from '../../jobs/jobs.api.js';
import { NetworkError } from '../networks/network.error.js';

/** Whether the network (or our own guard) said that nothing was made: everything else may have been heard. */
export function didNotHappen(error: unknown): boolean {
  if (error instanceof NetworkError) return error.refusal !== 'transient';
  if (!(error instanceof ProviderError)) return false;
  return ['auth', 'rejected', 'throttled', 'blocked_target'].includes(error.fault);
}

/** Whether another try would not mend it. What was not heard of is looked at, and tried again. */
export function isFinal(error: unknown): boolean {
  if (error instanceof JobFailure) return true;
  if (error instanceof AppError) return error.status < 500;
  return error instanceof ProviderError && !error.isTransient && error.fault !== 'unknown_outcome';
}

/** What is tried again, in a form that a job is tried again for. */
export function asTransient(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.isTransient) return error;
  const { provider, message } = error;
  return new ProviderError({ fault: 'unavailable', provider, message, cause: error });
}

/** As a job's end, and for a person. */
export function failureOf(error: unknown): JobFailure {
  if (error instanceof JobFailure) return error;
  const { code, message } = toAppError(error);
  return new JobFailure(code, message);
}
