import { AppError } from '../../../common/errors/app-error.js';
import { redirectTarget, refusalPage, resultPage } from './callback-page.js';
import type { FinishedOauth } from './finish-oauth.js';

const result = (more: Partial<FinishedOauth>): FinishedOauth => ({
  ...{ connection_id: 'c1', status: 'pending', platform: 'facebook', redirect_to: null, confirmation: 'sesame' },
  ...{ account_id: null, error: null },
  ...more,
});

describe('what a person sees who comes back from a consent', () => {
  it('shows the confirmation, and no word of anybody else’s as markup', () => {
    expect(resultPage(result({}))).toContain('Confirmation: sesame');
    const error = new AppError('VALIDATION_ERROR', 'The consent was not given: <script>alert("x")</script>');
    for (const page of [resultPage(result({ status: 'denied', error })), refusalPage(error.message)]) {
      expect(page).not.toContain('<script');
      expect(page).toContain('&#60;script');
    }
  });

  it('goes on with what became of it behind the #, whatever stood there', () => {
    const there = redirectTarget(result({}), '/accounts?tab=1#old');
    expect(there).toBe('/accounts?tab=1#connection_id=c1&status=pending&confirmation=sesame');
    const error = new AppError('PROVIDER_REJECTED', 'No & never');
    const failed = redirectTarget(result({ status: 'failed', confirmation: null, error }), '/a');
    expect(failed).toBe('/a#connection_id=c1&status=failed&code=PROVIDER_REJECTED&message=No+%26+never');
  });
});
