import { AppError } from '../../../common/errors/app-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';

/** For a request that talks to a network: what a job would be put back for is a 503 that says when to come again. */
export async function whileWaiting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new AppError(
        'PROVIDER_UNAVAILABLE',
        'The social network did not answer in time',
        {},
        { 'Retry-After': '30' },
      );
    }
    if (!(error instanceof ResumeLater)) throw error;
    const seconds = String(Math.max(1, Math.ceil(error.after_ms / 1000)));
    throw new AppError('PROVIDER_UNAVAILABLE', error.reason, {}, { 'Retry-After': seconds });
  }
}
