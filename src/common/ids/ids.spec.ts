import { isUuid, requestId, uuidv4, uuidv7 } from './ids.js';

describe('requestId', () => {
  it('is req_ and a ULID', () => {
    expect(requestId()).toMatch(/^req_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('never repeats', () => {
    expect(new Set(Array.from({ length: 5000 }, () => requestId())).size).toBe(5000);
  });

  it.each(['client-1', 'A_b-9'.repeat(12), 'x'.repeat(64)])("keeps the caller's %s as the suffix", (own) => {
    expect(requestId(own)).toMatch(new RegExp(`^req_[0-9A-Z]{26}_${own}$`));
  });

  it.each(['short', 'x'.repeat(65), 'has space', 'line\nbreak1', 'semi;colon', 'ümlaut-äö', ['list-of-1'], undefined])(
    'leaves %j out',
    (own) => {
      expect(requestId(own)).toMatch(/^req_[0-9A-Z]{26}$/);
    },
  );
});

describe('uuidv7', () => {
  it('carries its time, version and variant', () => {
    // In the future, so that ids made before this test do not push the clock on.
    const at = Date.UTC(2100, 0, 1);
    const id = uuidv7(at);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
    expect(isUuid(id)).toBe(true);
  });

  it('rises and never repeats, also many in one millisecond and when the clock steps back', () => {
    const at = Date.UTC(2100, 0, 2);
    const ids = Array.from({ length: 20_000 }, (_, index) => uuidv7(at - (index % 3)));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('isUuid', () => {
  it('accepts versions 4 and 7 in either case', () => {
    expect(isUuid(uuidv4())).toBe(true);
    expect(isUuid(uuidv4().toUpperCase())).toBe(true);
  });

  it.each(['', 'abc', uuidv4().slice(1), `${uuidv4()} `, `{${uuidv4()}}`, uuidv4().replaceAll('-', ''), 7, null])(
    'refuses %j',
    (value) => {
      expect(isUuid(value)).toBe(false);
    },
  );
});
