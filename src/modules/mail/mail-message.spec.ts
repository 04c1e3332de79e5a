import { senderOf } from './mail-message.js';

describe('senderOf', () => {
  it.each([
    ['Shop Desk <desk@shop.example>', 'https://ksap.example', { name: 'Shop Desk', address: 'desk@shop.example' }],
    ['"Desk, Shop" <desk@shop.example>', null, { name: 'Desk, Shop', address: 'desk@shop.example' }],
    ['<desk@shop.example>', null, { name: 'KSAP', address: 'desk@shop.example' }],
    ['desk@shop.example', null, { name: 'KSAP', address: 'desk@shop.example' }],
    [null, 'https://ksap.example:8443/base', { name: 'KSAP', address: 'no-reply@ksap.example' }],
    [null, null, { name: 'KSAP', address: 'no-reply@localhost' }],
  ])('makes of %j at %j %j', (mailFrom, publicUrl, expected) => {
    expect(senderOf(mailFrom, publicUrl)).toEqual(expected);
  });
});
