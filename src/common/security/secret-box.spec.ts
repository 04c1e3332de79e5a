import { randomBytes } from 'node:crypto';

import {
  isSealed,
  isSealedString,
  SecretBox,
  SecretBoxError,
  type SealedSecret,
  type SecretPlace,
} from './secret-box.js';

const place: SecretPlace = {
  table: 'stores',
  column: 'api_credentials',
  row_id: '7b1f6a3e-0000-4000-8000-000000000001',
};
const oldKey = { id: 'k1', key: randomBytes(32) };
const newKey = { id: 'k2', key: randomBytes(32) };

function faultOf(work: () => unknown): SecretBoxError {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretBoxError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('SecretBox', () => {
  const box = new SecretBox([newKey, oldKey]);

  it.each(['', 'shpat_secret', 'пароль 🔑', 'x'.repeat(100_000)])('opens what it sealed (case %#)', (plain) => {
    expect(box.open(box.seal(plain, place), place)).toBe(plain);
    expect(box.openString(box.sealString(plain, place), place)).toBe(plain);
  });

  it('opens bytes that are not text', () => {
    const bytes = Buffer.from([0, 255, 254, 1]);
    expect(box.openBytes(box.seal(bytes, place), place)).toEqual(bytes);
  });

  it('survives a trip through jsonb, which reorders keys', () => {
    const { v, k, n, t, c } = box.seal('secret', place);
    expect(box.open(JSON.parse(JSON.stringify({ c, t, n, k, v })) as SealedSecret, place)).toBe('secret');
  });

  it('takes a new nonce each time and shows nothing of the text', () => {
    const one = box.seal('secret', place);
    const two = box.seal('secret', place);
    expect(one.n).not.toBe(two.n);
    expect(one.c).not.toBe(two.c);
    expect(Buffer.from(one.n, 'base64')).toHaveLength(12);
    expect(JSON.stringify(one) + box.sealString('secret', place)).not.toContain('secret');
  });

  it.each([
    ['another row', { ...place, row_id: '7b1f6a3e-0000-4000-8000-000000000002' }],
    ['another column', { ...place, column: 'settings' }],
    ['another table', { ...place, table: 'payment_processors' }],
    ['parts shifted', { ...place, table: 'stores","api_credentials', column: '' }],
  ])('does not open in %s', (_name, other) => {
    expect(faultOf(() => box.open(box.seal('secret', place), other)).fault).toBe('tampered');
    expect(faultOf(() => box.openString(box.sealString('secret', place), other)).fault).toBe('tampered');
  });

  it.each(['n', 't', 'c'] as const)('does not open when %s was changed, and says nothing of the content', (part) => {
    const sealed = box.seal('top-secret', place);
    const error = faultOf(() => box.open({ ...sealed, [part]: flip(sealed[part]) }, place));
    expect(error.fault).toBe('tampered');
    expect(error.message).not.toContain('top-secret');
    expect(error.message).not.toContain(newKey.key.toString('base64'));
    expect(error.cause).toBeUndefined();
  });

  it('does not open a secret whose key id was swapped for another known key', () => {
    expect(faultOf(() => box.open({ ...box.seal('secret', place), k: 'k1' }, place)).fault).toBe('tampered');
  });

  it('names the missing key when it was sealed with one that is not configured', () => {
    const sealed = new SecretBox([oldKey]).seal('secret', place);
    const error = faultOf(() => new SecretBox([newKey]).open(sealed, place));
    expect(error.fault).toBe('unknown_key');
    expect(error.message).toContain('k1');
  });

  it('does not accept a shortened tag', () => {
    const sealed = box.seal('secret', place);
    const tag = Buffer.from(sealed.t, 'base64').subarray(0, 4).toString('base64');
    expect(faultOf(() => box.open({ ...sealed, t: tag }, place)).fault).toBe('malformed');
  });

  it.each([null, {}, 'text', { v: 2, k: 'k2', n: '', t: '', c: '' }, { v: 1, k: 'k2', n: 1, t: '', c: '' }])(
    'calls %j malformed',
    (value) => {
      expect(isSealed(value)).toBe(false);
      expect(faultOf(() => box.open(value as unknown as SealedSecret, place)).fault).toBe('malformed');
    },
  );

  it.each(['', 'plain', 'sb1.k2.a.b', 'sb1.k 2.a.b.c', 'sb2.k2.a.b.c', 'sb1.k2.AA.BB.CC'])(
    'calls the string %j malformed',
    (value) => {
      expect(faultOf(() => box.openString(value, place)).fault).toBe('malformed');
    },
  );

  it('recognises both sealed forms', () => {
    expect(isSealed(box.seal('x', place))).toBe(true);
    expect(isSealedString(box.sealString('x', place))).toBe(true);
    expect(isSealedString('hunter2')).toBe(false);
  });

  it('seals with the first key, opens with all and says what to seal again', () => {
    const before = new SecretBox([oldKey]);
    const [json, text] = [before.seal('secret', place), before.sealString('secret', place)];
    expect(before.needsReseal(json)).toBe(false);
    expect(box.open(json, place)).toBe('secret');
    expect(box.openString(text, place)).toBe('secret');
    const anew = [box.reseal(json, place), box.reseal(text, place)] as [SealedSecret, string];
    expect(anew.map((sealed) => box.needsReseal(sealed))).toEqual([false, false]);
    expect([box.open(anew[0], place), box.openString(anew[1], place)]).toEqual(['secret', 'secret']);
    expect(box.needsReseal(json)).toBe(true);
    expect(box.needsReseal(text)).toBe(true);
    expect(box.needsReseal(box.seal('secret', place))).toBe(false);
    expect(box.needsReseal(box.sealString('secret', place))).toBe(false);
    expect(box.keyId).toBe('k2');
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'k1', key: randomBytes(16) }]],
    ['a bad id', [{ id: 'k.1', key: randomBytes(32) }]],
    ['an id twice', [oldKey, { id: 'k1', key: randomBytes(32) }]],
  ])('refuses %s', (_name, keys) => {
    expect(() => new SecretBox(keys)).toThrow();
  });
});
