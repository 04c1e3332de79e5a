import { faultOfAnswer, isNotFound, lacksPermission } from './square.errors.js';

const answer = (category: string, code: string, detail = 'Said by Square.'): unknown => ({
  errors: [{ category, code, detail }],
});

describe('what Square refuses', () => {
  it.each([
    [401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'auth'],
    [401, 'AUTHENTICATION_ERROR', 'ACCESS_TOKEN_EXPIRED', 'auth'],
    [403, 'AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES', 'auth'],
    [429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', 'throttled'],
    [400, 'REFUND_ERROR', 'REFUND_AMOUNT_INVALID', 'rejected'],
    [400, 'INVALID_REQUEST_ERROR', 'IDEMPOTENCY_KEY_REUSED', 'rejected'],
    [400, 'PAYMENT_METHOD_ERROR', 'CARD_EXPIRED', 'rejected'],
    [404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', 'rejected'],
    [400, 'API_ERROR', 'TEMPORARY_ERROR', 'unavailable'],
    [408, 'INVALID_REQUEST_ERROR', 'REQUEST_TIMEOUT', 'unavailable'],
  ])('with %i %s %s is %s', (status, category, code, fault) => {
    expect(faultOfAnswer(status, answer(category, code), 'the refund')).toMatchObject({
      fault,
      provider: 'square',
      status,
      provider_code: code,
      provider_message: 'Said by Square.',
    });
  });

  it('says that an unknown token may be of the other environment', () => {
    const error = faultOfAnswer(401, answer('AUTHENTICATION_ERROR', 'UNAUTHORIZED'), 'the account');
    expect(error.message).toContain('other environment');
  });

  it('tells a lacking permission from a wrong token', () => {
    const [lacking, wrong] = ['INSUFFICIENT_SCOPES', 'UNAUTHORIZED'].map((code) =>
      faultOfAnswer(403, answer('AUTHENTICATION_ERROR', code), 'the list of payouts'),
    );
    expect([lacksPermission(lacking), lacksPermission(wrong)]).toEqual([true, false]);
    expect(lacking?.message).toContain('does not permit the list of payouts');
  });

  it.each([null, 'a page', [], {}, { errors: 'many' }])('in a body such as %j goes by its status', (body) => {
    expect(faultOfAnswer(404, body, 'a payment')).toMatchObject({ fault: 'rejected', provider_code: 'NOT_FOUND' });
    expect(isNotFound(faultOfAnswer(404, body, 'a payment'))).toBe(true);
    expect(faultOfAnswer(401, body, 'a payment').fault).toBe('auth');
  });
});
