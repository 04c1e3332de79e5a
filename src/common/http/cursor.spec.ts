import { KeyedHash } from '../security/keyed-hash.js';
import { Cursors } from './cursor.js';

const POSITION = { sort: '-created_at', values: ['2026-03-01 10:00:00.123457+00', null, 'é"\\'] };

describe('Cursors', () => {
  const cursors = new Cursors(new KeyedHash(Buffer.alloc(32, 1)));

  it('give back what they were made of', () => {
    expect(cursors.decode('orders:1', '-created_at', cursors.encode('orders:1', POSITION))).toEqual(POSITION);
  });

  it('are of no use on another list, with another sort or under another key', () => {
    const cursor = cursors.encode('orders:1', POSITION);
    const others = new Cursors(new KeyedHash(Buffer.alloc(32, 2)));
    expect(() => cursors.decode('orders:2', '-created_at', cursor)).toThrow('Invalid input data');
    expect(() => cursors.decode('orders:1', 'created_at', cursor)).toThrow('Invalid input data');
    expect(() => others.decode('orders:1', '-created_at', cursor)).toThrow('Invalid input data');
  });

  it('are refused with any bit turned, cut, lengthened, empty or in another spelling of base64', () => {
    const cursor = cursors.encode('orders:1', POSITION);
    const bytes = Buffer.from(cursor, 'base64url');
    const spoilt = [...bytes.keys()].map((at) => {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1;
      return copy.toString('base64url');
    });
    for (const bad of [
      ...spoilt,
      '',
      'A',
      cursor.slice(1),
      cursor.slice(0, 22),
      `${cursor}A`,
      `${cursor}=`,
      ` ${cursor}`,
    ]) {
      expect(() => cursors.decode('orders:1', '-created_at', bad)).toThrow('Invalid input data');
    }
  });
});
