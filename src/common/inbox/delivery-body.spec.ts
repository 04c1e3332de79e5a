import { shownBody } from './delivery-body.js';

const shown = (value: unknown): unknown =>
  shownBody(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

describe('the body of a delivery as a person sees it', () => {
  it('is JSON with its secrets hidden, however deep they are', () => {
    const body = {
      id: 450789469,
      token: 'b1946ac92492d2347c6235b4d2611184',
      order_key: 'wc_order_58d2d042d1d',
      order_status_url: 'https://shop.example/orders/b1946/authenticate?key=abcdefg',
      customer: { name: 'Ada', reset_password: 'x', verified: true },
      line_items: [{ sku: 'A-1', cart_token: 'c' }],
    };
    expect(shown(body)).toEqual({
      id: 450789469,
      token: '[hidden]',
      order_key: '[hidden]',
      order_status_url: '[hidden]',
      customer: { name: 'Ada', reset_password: '[hidden]', verified: true },
      line_items: [{ sku: 'A-1', cart_token: '[hidden]' }],
    });
  });

  it('is text when it is no JSON, and hidden whole when that may hold a secret', () => {
    expect(shown('webhook_id=7')).toBe('webhook_id=7');
    expect(shown('a=1&consumer_secret=x')).toBe('[hidden]');
  });
});
