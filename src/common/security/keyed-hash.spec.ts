import { KeyedHash } from './keyed-hash.js';

describe('KeyedHash', () => {
  const hash = new KeyedHash('a root secret of some length');

  it('gives the same for the same, in every process', () => {
    const other = new KeyedHash(Buffer.from('a root secret of some length'));
    expect(other.hex('cursor', 'x')).toBe(hash.hex('cursor', 'x'));
    expect(hash.hex('cursor', 'x')).toMatch(/^[0-9a-f]{64}$/);
    expect(hash.base64url('cursor', 'x')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('differs by purpose, by root, by text and by where the parts end', () => {
    const all = [
      hash.hex('cursor', 'ab', 'c'),
      hash.hex('token', 'ab', 'c'),
      new KeyedHash('another root secret of a length').hex('cursor', 'ab', 'c'),
      hash.hex('cursor', 'a', 'bc'),
      hash.hex('cursor', 'abc'),
      hash.hex('cursor', 'ab', 'd'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('hands out a key per purpose that is not the root', () => {
    expect(hash.key('jwt')).toHaveLength(32);
    expect(hash.key('jwt')).not.toEqual(hash.key('cursor'));
    expect(hash.key('jwt').toString()).not.toContain('root');
  });

  it('matches its own and nothing else', () => {
    const mac = hash.base64url('cursor', 'page 2');
    expect(hash.matches('cursor', mac, 'page 2')).toBe(true);
    expect(hash.matches('cursor', mac, 'page 3')).toBe(false);
    expect(hash.matches('token', mac, 'page 2')).toBe(false);
    expect(hash.matches('cursor', mac.slice(1), 'page 2')).toBe(false);
    expect(hash.matches('cursor', `${mac}=`, 'page 2')).toBe(false);
    const last = ['A', 'B', 'C', 'D'].map((end) => hash.matches('cursor', mac.slice(0, -1) + end, 'page 2'));
    expect(last.filter(Boolean).length).toBe('ABCD'.includes(mac.at(-1)!) ? 1 : 0);
    for (const wrong of ['', null, undefined, 5, [mac]]) expect(hash.matches('cursor', wrong, 'page 2')).toBe(false);
  });

  it('refuses a root that is too short', () => {
    expect(() => new KeyedHash('short')).toThrow();
  });
});
