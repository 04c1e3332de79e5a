import { addressOf, modeOf, parseCredentials } from './square.credentials.js';

const REAL = 'https://connect.squareup.com';
const faults = (input: Record<string, unknown>): unknown => {
  try {
    return parseCredentials(input);
  } catch (error) {
    return (error as { details: { errors: unknown } }).details.errors;
  }
};

describe('credentials of Square', () => {
  it.each([
    ['production', 'production', 'live'],
    ['live', 'production', 'live'],
    ['Sandbox', 'sandbox', 'test'],
    ['test', 'sandbox', 'test'],
  ])('know the environment %s', (environment, kept, mode) => {
    const credentials = parseCredentials({ access_token: ' EAAAtoken ', environment });
    expect(credentials).toEqual({ access_token: 'EAAAtoken', environment: kept });
    expect(modeOf(credentials)).toBe(mode);
  });

  it('may name a location and a signature key', () => {
    const all = { access_token: 'EAAA', environment: 'sandbox', location_id: 'L1', webhook_signature_key: 'k' };
    expect(parseCredentials(all)).toEqual(all);
  });

  it.each([
    [{}, ['access_token', 'environment']],
    [{ access_token: '', environment: null }, ['access_token', 'environment']],
    [{ access_token: 7, environment: 'sandbox' }, ['access_token']],
    [{ access_token: 'two words', environment: 'sandbox' }, ['access_token']],
    [{ access_token: 'line\nbreak', environment: 'sandbox' }, ['access_token']],
    [{ access_token: 'EAAA', environment: 'staging' }, ['environment']],
    [{ access_token: 'EAAA', environment: 'sandbox', location_id: '../x' }, ['location_id']],
    [{ access_token: 'EAAA', environment: 'sandbox', secret: 'x' }, ['secret']],
  ])('%j name every wrong field', (input, fields) => {
    expect(faults(input)).toEqual(
      fields.map((field) => ({ field: `credentials.${field}`, reason: expect.any(String) as string })),
    );
  });

  it.each([
    ['production', REAL, REAL],
    ['sandbox', REAL, 'https://connect.squareupsandbox.com'],
    ['sandbox', 'http://127.0.0.1:4010/square', 'http://127.0.0.1:4010/square'],
    ['production', 'http://127.0.0.1:4010/square', 'http://127.0.0.1:4010/square'],
  ])('of %s with %s are for %s', (environment, setting, address) => {
    expect(addressOf({ access_token: 'x', environment }, setting)).toBe(address);
  });
});
