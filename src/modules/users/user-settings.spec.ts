import {
  changedSettings,
  DEFAULT_SETTINGS,
  effectiveSettings,
  isCurrency,
  isLocale,
  isNotifications,
  isTimezone,
  settingsSize,
  wantsMail,
} from './user-settings.js';

describe('effectiveSettings', () => {
  it('fills in what was not chosen', () => {
    expect(effectiveSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(effectiveSettings({ currency: 'EUR', notifications: { store_failures: false } })).toEqual({
      ...DEFAULT_SETTINGS,
      currency: 'EUR',
      notifications: { email_enabled: true, store_failures: false },
    });
  });
});

describe('changedSettings', () => {
  it('changes what is given, removes what is null, and leaves the stored object alone', () => {
    const stored = { currency: 'EUR', timezone: 'UTC', custom: { a: 1, b: 2 } };
    expect(changedSettings(stored, { currency: null, custom: { b: null, c: 3 } })).toEqual({
      timezone: 'UTC',
      custom: { a: 1, c: 3 },
    });
    expect(stored).toEqual({ currency: 'EUR', timezone: 'UTC', custom: { a: 1, b: 2 } });
  });

  it('stores only what was chosen', () => {
    expect(changedSettings({}, { locale: 'de-DE' })).toEqual({ locale: 'de-DE' });
    expect(changedSettings({ notifications: { x: true } }, { notifications: null })).toEqual({});
  });
});

describe('wantsMail', () => {
  it('is no for a topic switched off and for all when mail is switched off', () => {
    const settings = effectiveSettings({ notifications: { low_stock: false } });
    expect([wantsMail(settings, 'low_stock'), wantsMail(settings, 'other')]).toEqual([false, true]);
    expect(wantsMail(effectiveSettings({ notifications: { email_enabled: false } }), 'other')).toBe(false);
  });
});

describe('the checks', () => {
  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])('take %s as a time zone', (value) => {
    expect(isTimezone(value)).toBe(true);
  });
  it.each(['Mars/Olympus', '+02:00', '', 'UTC+2', null, 5])('do not take %j as a time zone', (value) => {
    expect(isTimezone(value)).toBe(false);
  });
  it('know currencies, language tags and topics', () => {
    expect([isCurrency('JPY'), isCurrency('jpy'), isCurrency('XTS'), isCurrency(null)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([isLocale('de-AT'), isLocale('zh-Hant-TW'), isLocale('de_AT'), isLocale('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([
      isNotifications({ a_b: true, c: null }),
      isNotifications({ a: 1 }),
      isNotifications({ 'A b': true }),
    ]).toEqual([true, false, false]);
  });
  it('count bytes', () => {
    expect(settingsSize({ custom: { a: 'é' } })).toBe('{"custom":{"a":"x"}}'.length + 1);
  });
});
