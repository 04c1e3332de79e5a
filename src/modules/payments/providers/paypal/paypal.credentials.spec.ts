import { AppError } from '../../../../common/errors/app-error.js';
import { addressFor } from './paypal.address.js';
import { modeOf, parseCredentials } from './paypal.credentials.js';

const GOOD = { client_id: 'AZDxjDScFpQtjWTOUtWKbyN_bDt4', client_secret: 'EGnHDxD_qRPdaLdZz8iC', environment: 'live' };

function faults(input: Record<string, unknown>): unknown {
  try {
    parseCredentials(input);
    return null;
  } catch (error) {
    return error instanceof AppError ? error.details.errors : error;
  }
}

describe('credentials', () => {
  it('are taken without the blanks around them', () => {
    expect(parseCredentials({ ...GOOD, client_id: ` ${GOOD.client_id}\n`, environment: 'Live' })).toEqual(GOOD);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ client_id: '' }, 'client_id', 'is required'],
    [{ client_secret: undefined }, 'client_secret', 'is required'],
    [{ client_secret: 7 }, 'client_secret', 'must be text'],
    [{ client_id: 'a:b' }, 'client_id', 'must be as PayPal shows it: no blanks, no colon'],
    [{ client_secret: 'a\r\nb' }, 'client_secret', 'must be as PayPal shows it: no blanks, no colon'],
    [{ client_id: 'x'.repeat(501) }, 'client_id', 'must be at most 500 characters'],
    [{ environment: 'production' }, 'environment', 'must be sandbox or live'],
    [{ webhook_secret: 'x' }, 'webhook_secret', 'is not a known field'],
  ])('with %j are refused', (change, field, reason) => {
    expect(faults({ ...GOOD, ...change })).toEqual([{ field: `credentials.${field}`, reason }]);
  });

  it('name every fault at once', () => {
    expect(faults({})).toHaveLength(3);
  });

  it('say the mode and the address', () => {
    expect([modeOf(GOOD), modeOf({ ...GOOD, environment: 'sandbox' })]).toEqual(['live', 'test']);
    expect(addressFor('https://api-m.paypal.com', GOOD)).toBe('https://api-m.paypal.com');
    expect(addressFor('https://api-m.paypal.com', { environment: 'sandbox' })).toBe('https://api-m.sandbox.paypal.com');
    expect(addressFor('http://127.0.0.1:1/paypal', { environment: 'sandbox' })).toBe('http://127.0.0.1:1/paypal');
  });
});
