import { isPlainAddress, normaliseEmail } from './email-address.js';

describe('normaliseEmail', () => {
  it.each([
    ['  Ada@Shop.Example ', 'ada@shop.example'],
    ['ZOE\u0301@SHOP.EXAMPLE', 'zoé@shop.example'],
    ['ada@shop.example', 'ada@shop.example'],
  ])('makes %j %j', (given, wanted) => {
    expect(normaliseEmail(given)).toBe(wanted);
  });
});

describe('isPlainAddress', () => {
  it.each(['ada@shop.example', "o'brien+tag@shop.example", 'zoé@bücher.example'])('accepts %s', (email) => {
    expect(isPlainAddress(email)).toBe(true);
  });

  it.each([
    'a@shop.example\r\nBcc: b@shop.example',
    '"a b"@shop.example',
    'a@shop.example,b@shop.example',
    'Ada <ada@shop.example>',
    'a\u0000@shop.example',
    'a\u202e@shop.example',
  ])('refuses %j', (email) => {
    expect(isPlainAddress(email)).toBe(false);
  });
});
