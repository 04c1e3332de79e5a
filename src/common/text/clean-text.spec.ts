import type { Json } from '../json.js';
import { characterCount, cleanJson, cleanText, clip, findForbiddenText, isStorableText } from './clean-text.js';

function nested(depth: number): Json {
  let value: Json = 'end';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('cleanText', () => {
  it('leaves good text as it is', () => {
    const text = 'Käse 🧀 \uFFFD ١٢٣';
    expect(isStorableText(text)).toBe(true);
    expect(cleanText(text)).toBe(text);
  });

  it('drops NUL and replaces halves of surrogate pairs', () => {
    expect(cleanText('a\0b\0')).toBe('ab');
    expect(cleanText('x\uD83Dy')).toBe('x\uFFFDy');
    expect(cleanText('\uDE00')).toBe('\uFFFD');
    expect(isStorableText('a\0')).toBe(false);
    expect(isStorableText('\uD83D')).toBe(false);
  });

  it('is clean also when dropping a NUL joins two halves', () => {
    const text = cleanText('\uD83D\0\uDE00');
    expect(isStorableText(text)).toBe(true);
    expect(text).toBe('😀');
  });
});

describe('cleanJson', () => {
  it('gives clean data back as it is', () => {
    const data = { a: [1, 'x', null, { b: true }] };
    expect(cleanJson(data)).toBe(data);
  });

  it('cleans texts and keys at any place, without touching the original', () => {
    const data = { 'k\0': ['a\0', 1, { deep: 'x\uD800' }], same: { y: 'ok' } };
    const clean = cleanJson(data as Json) as Record<string, Json>;
    expect(clean).toEqual({ k: ['a', 1, { deep: 'x\uFFFD' }], same: { y: 'ok' } });
    expect(clean.same).toBe(data.same);
    expect(data['k\0'][0]).toBe('a\0');
  });

  it('keeps a key __proto__ as data', () => {
    const clean = cleanJson(JSON.parse('{"__proto__":{"admin":true},"x":"\\u0000"}') as Json) as Record<string, Json>;
    expect(Object.keys(clean)).toEqual(['__proto__', 'x']);
    expect(clean.admin).toBeUndefined();
  });

  it('cuts nesting that Postgres would refuse', () => {
    const clean = JSON.stringify(cleanJson(nested(100_000)));
    expect(clean.length).toBeLessThan(1000);
    expect(clean).toContain('null');
    expect(JSON.stringify(cleanJson(nested(100)))).toContain('"end"');
  });
});

describe('clip', () => {
  it.each([
    ['abc', 5, 'abc'],
    ['abcdef', 3, 'abc'],
    ['😀😀😀', 2, '😀😀'],
    ['a😀b', 2, 'a😀'],
    ['😀😀', 2, '😀😀'],
    ['abc', 0, ''],
  ])('%j at %i is %j', (text, length, result) => {
    expect(clip(text, length)).toBe(result);
  });

  it('counts characters, not code units', () => {
    expect(characterCount('a😀é')).toBe(3);
    expect(characterCount('')).toBe(0);
  });
});

describe('findForbiddenText', () => {
  it.each([null, 1, 'text', [], {}, { a: [{ b: 'c 😀' }, 2, null, true] }, nested(32)])('passes %j', (value) => {
    expect(findForbiddenText(value)).toBeNull();
  });

  it('names the first fault in the order of the document', () => {
    const body = { items: [{ title: 'ok' }, { title: 'x\0', sku: '\uD800' }], name: '\0' };
    expect(findForbiddenText(body)).toEqual({
      field: 'items.1.title',
      reason: 'the text must not contain the NUL character',
    });
  });

  it('names a lone surrogate', () => {
    expect(findForbiddenText({ name: 'x\uDC00' })).toEqual({
      field: 'name',
      reason: 'the text must be valid Unicode (it contains half of a surrogate pair)',
    });
  });

  it('finds a fault after a nested value was left again', () => {
    expect(findForbiddenText([[['x']], { a: [1] }, '\0'])?.field).toBe('2');
  });

  it('finds a bad key and shows it clean', () => {
    const fault = findForbiddenText({ settings: { 'ke\0y': 1 } });
    expect(fault).toEqual({ field: 'settings.key', reason: 'the name must not contain the NUL character' });
  });

  it('refuses nesting deeper than 32 levels, however deep', () => {
    expect(findForbiddenText(nested(33))?.reason).toBe('must not be nested deeper than 32 levels');
    expect(findForbiddenText(nested(200_000))?.reason).toContain('nested');
  });

  it('finds a bad text at the top', () => {
    expect(findForbiddenText('\0')?.field).toBe('');
  });
});
