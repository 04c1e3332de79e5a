import { etagOf, requireMatch } from './etag.js';

describe('entity tags', () => {
  const tag = etagOf('id-1', '2026-01-01 00:00:00.000001+00');

  it('are strong, quoted, and the same for the same version', () => {
    expect(tag).toMatch(/^"[A-Za-z0-9_-]{27}"$/);
    expect(etagOf('id-1', '2026-01-01 00:00:00.000001+00')).toBe(tag);
  });

  it('differ by one microsecond and by the row', () => {
    expect(etagOf('id-1', '2026-01-01 00:00:00.000002+00')).not.toBe(tag);
    expect(etagOf('id-2', '2026-01-01 00:00:00.000001+00')).not.toBe(tag);
  });

  it.each([undefined, '*', tag, `"x", ${tag}`, `${tag},"y"`, ' * '])('match %s', (header) => {
    expect(() => {
      requireMatch(header, tag);
    }).not.toThrow();
  });

  it.each(['', '"x"', `W/${tag}`, tag.slice(1, -1), `${tag}x`])('do not match %s', (header) => {
    expect(() => {
      requireMatch(header, tag);
    }).toThrow('It has changed since you read it');
  });
});
