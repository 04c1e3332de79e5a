import { AppError } from '../../../../common/errors/app-error.js';
import { isRestricted, modeOf, parseCredentials, secretsOf } from './stripe.credentials.js';

function objections(input: Record<string, unknown>): unknown {
  try {
    return parseCredentials(input);
  } catch (error) {
    return error instanceof AppError ? JSON.stringify(error.details) : error;
  }
}

describe('credentials for Stripe', () => {
  it.each([
    ['sk_live_51Hx00000000', 'live', false],
    ['sk_test_51Hx00000000', 'test', false],
    ['rk_live_51Hx00000000', 'live', true],
    ['rk_test_51Hx00000000', 'test', true],
  ])('takes %s, of %s mode', (key, mode, restricted) => {
    expect(parseCredentials({ secret_key: ` ${key} ` })).toEqual({ secret_key: key });
    expect([modeOf(key), isRestricted(key)]).toEqual([mode, restricted]);
  });

  it('takes one signing secret or several', () => {
    const parsed = parseCredentials({
      secret_key: 'sk_test_51Hx',
      webhook_secret: 'whsec_aaaa,\nwhsec_bbbb whsec_aaaa',
    });
    expect(parsed.webhook_secret).toBe('whsec_aaaa,whsec_bbbb');
    expect(secretsOf(parsed.webhook_secret)).toEqual(['whsec_aaaa', 'whsec_bbbb']);
    expect(parseCredentials({ secret_key: 'sk_test_51Hx', webhook_secret: '' })).toEqual({
      secret_key: 'sk_test_51Hx',
    });
    expect(secretsOf(undefined)).toEqual([]);
  });

  it.each([
    [{}, 'is required'],
    [{ secret_key: 7 }, 'must be text'],
    [{ secret_key: 'pk_live_51Hx00000000' }, 'publishable'],
    [{ secret_key: 'whsec_aaaa' }, 'signing secret'],
    [{ secret_key: 'hunter2' }, 'must be a secret key'],
    [{ secret_key: 'sk_test_51Hx', webhook_secret: 'aaaa' }, 'credentials.webhook_secret'],
    [{ secret_key: 'sk_test_51Hx', webhook_secret: 12 }, 'credentials.webhook_secret'],
    [{ secret_key: 'sk_test_51Hx', api_key: 'x' }, 'credentials.api_key'],
  ])('refuses %j in words', (input, words) => {
    expect(objections(input)).toContain(words);
    expect(objections(input)).not.toContain('51Hx');
  });
});
