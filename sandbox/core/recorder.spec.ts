import { Readable } from 'node:stream';

import { Recorder } from './recorder.js';

function recorded(url: string, headers: Record<string, string>, body: string): string {
  const recorder = new Recorder();
  recorder.begin('woocommerce', 'POST', url, headers, Buffer.from(body));
  return JSON.stringify(recorder.list(null, 0));
}

describe('Recorder', () => {
  it.each([
    ['an Authorization header', '/x', { authorization: 'Basic S3CRET' }, ''],
    ['an access token header', '/x', { 'x-shopify-access-token': 'S3CRET' }, ''],
    ['consumer_secret in the query', '/x?page=1&consumer_secret=S3CRET&a=b', {}, ''],
    ['oauth_signature in the query', '/x?oauth_signature=S3CRET%3D', {}, ''],
    ['client_secret in JSON', '/x', {}, '{"client_secret" : "S3CRET\\"x", "grant_type": "client_credentials"}'],
    ['client_secret in a form', '/x', {}, 'client_id=me&client_secret=S3CRET&grant_type=x'],
    ["a webhook's secret in JSON", '/x', {}, '{"topic":"order.created","secret":"S3CRET"}'],
  ])('masks %s', (_name, url, headers, body) => {
    const text = recorded(url, headers, body);
    expect(text).not.toContain('S3CRET');
    expect(text).toContain('***');
  });

  it('keeps answers only when it was told to, their secrets masked, and no streams', () => {
    const answered = (recorder: Recorder, body: string | Readable): string | undefined => {
      const record = recorder.begin('shopify', 'POST', '/x', {}, Buffer.alloc(0));
      recorder.end(record, { status: 201, body });
      expect(record.status).toBe(201);
      return record.answer;
    };
    const body = '{"access_token":"S3CRET","scope":"read_orders"}';
    expect(answered(new Recorder(), body)).toBeUndefined();
    expect(answered(new Recorder(true), body)).toBe('{"access_token":"***","scope":"read_orders"}');
    expect(answered(new Recorder(true), Readable.from(['x']))).toBeUndefined();
  });

  it('keeps what is no secret', () => {
    const text = recorded(
      '/x?page=2&consumer_key=ck_1',
      { accept: 'application/json' },
      '{"client_id":"me","query":"{ shop { id } }"}',
    );
    for (const kept of ['page=2', 'ck_1', 'application/json', 'client_id', 'shop { id }']) expect(text).toContain(kept);
  });

  it('lists after a seq, for one provider, and forgets the oldest past its limit', () => {
    const recorder = new Recorder();
    for (let i = 0; i < 21_500; i++) recorder.begin(i % 2 === 0 ? 'a' : 'b', 'GET', `/${i}`, {}, Buffer.alloc(0));
    expect(recorder.list(null, 0)).toHaveLength(20_000);
    expect(recorder.list('b', 21_490).map((record) => record.url)).toEqual([
      '/21491',
      '/21493',
      '/21495',
      '/21497',
      '/21499',
    ]);
  });
});
