import { mergeSettings } from './merge-settings.js';

describe('mergeSettings', () => {
  const current = { sync_enabled: false, custom: { a: 1 } };

  it('replaces what is given and keeps the rest', () => {
    expect(mergeSettings(current, { sync_interval_seconds: 60 })).toEqual({ ...current, sync_interval_seconds: 60 });
    expect(mergeSettings(current, { custom: { b: 2 } })).toEqual({ sync_enabled: false, custom: { b: 2 } });
    expect(mergeSettings(current, undefined)).toEqual(current);
    expect(mergeSettings(current, { sync_interval_seconds: undefined })).toEqual(current);
  });

  it('takes away what is null, and leaves nulls deeper down alone', () => {
    expect(mergeSettings(current, { sync_enabled: null, custom: { a: null } })).toEqual({ custom: { a: null } });
  });

  it('counts 64 KiB in bytes, over all of it', () => {
    const filler = (length: number): { custom: { text: string } } => ({ custom: { text: 'é'.repeat(length) } });
    expect(() => mergeSettings({}, filler(32_000))).not.toThrow();
    expect(() => mergeSettings({}, filler(33_000))).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', details: expect.objectContaining({ field: 'settings' }) }),
    );
  });
});
