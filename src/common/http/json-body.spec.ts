import { parseJsonBody } from './json-body.js';

const parse = (text: string, type?: string): unknown => parseJsonBody(Buffer.from(text), type);

describe('parseJsonBody', () => {
  it('gives what JSON.parse gives, and undefined for nothing', () => {
    expect(parse('{"a":[1,"é",null]}')).toEqual({ a: [1, 'é', null] });
    expect(parse('')).toBeUndefined();
  });

  it.each([undefined, 'application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF8"'])(
    'takes the content type %s',
    (type) => {
      expect(parse('{}', type)).toEqual({});
    },
  );

  it.each(['application/json; charset=utf-16', 'application/json;charset=latin1'])(
    'refuses the charset of %s',
    (type) => {
      expect(() => parse('{}', type)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }));
    },
  );

  it.each([
    '{"__proto__":1}',
    '{"a":{"b":[{"__proto__":{}}]}}',
    '{"\\u005f\\u005fproto\\u005f\\u005f":1}',
    '{"constructor":{"prototype":{}}}',
    '{"c\\u006fnstructor":1}',
    '{',
    '{"a":01}',
    'undefined',
    '\ufeff\ufeff{}',
  ])('refuses %s', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'MALFORMED_JSON' }));
  });

  it('takes the reserved names as values', () => {
    expect(parse('{"a":"__proto__","b":["constructor"]}')).toEqual({ a: '__proto__', b: ['constructor'] });
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf5, 0x80, 0x80, 0x80]], [[0xe2, 0x82]]])(
    'refuses the bytes %j, which are no UTF-8',
    (bytes) => {
      const body = Buffer.concat([Buffer.from('"'), Buffer.from(bytes), Buffer.from('"')]);
      expect(() => parseJsonBody(body, undefined)).toThrow('The request body is not UTF-8');
    },
  );

  it('never leaves a prototype changed', () => {
    expect(() => parse('{"__proto__":{"polluted":true}}')).toThrow();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
