import { changed, versioned, type KnownVersion } from './versioned-batch.js';

interface Thing {
  id: string;
  at: string | null;
  name: string;
}

const thing = (name: string, at: string | null = '2026-01-02T00:00:00Z', id = '1'): Thing => ({ id, at, name });
const batch = (...things: Thing[]) =>
  versioned(
    things,
    ({ id }) => id,
    ({ at }) => at,
  );
const knownAs = (of: Thing, change: Partial<KnownVersion> = {}): KnownVersion => ({
  platform_id: of.id,
  content_hash: batch(of)[0]!.content_hash,
  platform_updated_at: of.at === null ? null : new Date(of.at),
  is_deleted: false,
  ...change,
});
const names = (things: Thing[], known: KnownVersion[]): string[] =>
  changed(batch(...things), known, ({ at }) => at).map(({ value }) => value.name);

describe('versioned', () => {
  it('takes each record once: the newer, and of two alike the later', () => {
    const old = thing('old', '2026-01-01T00:00:00Z');
    expect(batch(thing('new'), old).map(({ value }) => value.name)).toEqual(['new']);
    expect(batch(old, thing('new')).map(({ value }) => value.name)).toEqual(['new']);
    expect(batch(thing('first'), thing('second')).map(({ value }) => value.name)).toEqual(['second']);
    expect(batch(thing('a', null), thing('b', null, '2')).length).toBe(2);
  });

  it('makes what it gives storable, and hashes what it gives', () => {
    const [record] = batch(thing('a\0b\ud800'));
    expect(record!.value.name).toBe('ab\ufffd');
    expect(record!.content_hash).toBe(batch(thing('ab\ufffd'))[0]!.content_hash);
    expect(record!.content_hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('changed', () => {
  it('is what is new or differs', () => {
    expect(names([thing('new')], [])).toEqual(['new']);
    expect(names([thing('same')], [knownAs(thing('same'))])).toEqual([]);
    expect(names([thing('other')], [knownAs(thing('same'))])).toEqual(['other']);
  });

  it('is not what is older than what is known, however it differs', () => {
    const newer = knownAs(thing('known', '2026-01-03T00:00:00Z'));
    expect(names([thing('older')], [newer])).toEqual([]);
    expect(names([thing('as old', '2026-01-03T00:00:00Z')], [newer])).toEqual(['as old']);
    expect(names([thing('timeless', null)], [newer])).toEqual(['timeless']);
  });

  it('is what only became newer, so that an older one cannot come after it', () => {
    expect(names([thing('same', '2026-01-05T00:00:00Z')], [knownAs(thing('same'))])).toEqual(['same']);
  });

  it('is what was deleted here and is there again', () => {
    expect(names([thing('same')], [knownAs(thing('same'), { is_deleted: true })])).toEqual(['same']);
  });
});
