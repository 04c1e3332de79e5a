import { AppError } from '../../../../common/errors/app-error.js';
import { CREDENTIAL_SHAPES, isSigned, parseCredentials } from './magento.credentials.js';

const TOKEN = 'abcdef0123456789';
const secrets = { consumer_key: 'key-0123', consumer_secret: 'secret-0123', access_token_secret: 'token-secret-0123' };

function faultsOf(input: Record<string, unknown>): Record<string, string> {
  try {
    parseCredentials(input);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const errors = error.details.errors as { field: string; reason: string }[];
    return Object.fromEntries(errors.map(({ field, reason }) => [field, reason]));
  }
  throw new Error('was accepted');
}

describe('parseCredentials', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com'],
    ['  https://Shop.Example.com/  ', 'https://shop.example.com'],
    ['shop.example.com', 'https://shop.example.com'],
    ['HTTP://shop.example.com:80', 'http://shop.example.com'],
    ['https://shop.example.com/rest/V1', 'https://shop.example.com'],
    ['https://shop.example.com/store/index.php/rest/all/V1/', 'https://shop.example.com/store'],
    ['http://127.0.0.1:4100/magento/demo', 'http://127.0.0.1:4100/magento/demo'],
  ])('takes %j as %s', (url, canonical) => {
    expect(parseCredentials({ url, access_token: TOKEN })).toEqual({ url: canonical, access_token: TOKEN });
  });

  it.each([
    ['ftp://shop.example.com', 'must begin with https:// or http://'],
    ['https://user:pw@shop.example.com', 'must not contain a user name or password'],
    ['https://shop.example.com/?store=1', 'must not contain a query or a fragment'],
    ['https://shop.example.com/a%0d%0ab', 'must not contain white space'],
    ['', 'is required'],
    [17, 'must be text'],
  ])('refuses the address %j: %s', (url, reason) => {
    expect(faultsOf({ url, access_token: TOKEN })).toEqual({ 'credentials.url': reason });
  });

  it('takes a token alone, or all four secrets', () => {
    const url = 'https://shop.example.com';
    expect(isSigned(parseCredentials({ url, access_token: TOKEN }))).toBe(false);
    const signed = parseCredentials({ url, access_token: TOKEN, ...secrets });
    expect(signed).toEqual({ url, access_token: TOKEN, ...secrets });
    expect(isSigned(signed)).toBe(true);
  });

  it('asks for the others where one of the four is given', () => {
    const url = 'https://shop.example.com';
    expect(faultsOf({ url, access_token: TOKEN, consumer_key: 'key-0123' })).toEqual({
      'credentials.consumer_secret': 'is required',
      'credentials.access_token_secret': 'is required',
    });
  });

  it('names every wrong, missing and unknown field at once', () => {
    expect(faultsOf({ url: 'ftp://a', access_token: 'with blank', password: 'x' })).toEqual({
      'credentials.url': 'must begin with https:// or http://',
      'credentials.access_token': 'must be 8 to 255 letters and digits',
      'credentials.password': 'is not a known field',
    });
  });

  it('describes both ways to let it in', () => {
    const names = CREDENTIAL_SHAPES.map((shape) => shape.map(({ name }) => name).sort());
    expect(names).toEqual([
      ['access_token', 'url'],
      ['access_token', 'access_token_secret', 'consumer_key', 'consumer_secret', 'url'],
    ]);
    expect(
      CREDENTIAL_SHAPES.flat()
        .filter(({ secret }) => !secret)
        .map(({ name }) => name),
    ).toEqual(['url', 'url']);
  });
});
