import type { Json, JsonObject } from '../../common/json.js';
import { CURRENCY_DIGITS } from '../../common/money/currencies.js';

export const MAX_SETTINGS_BYTES = 64 * 1024;
const MAX_NAME_LENGTH = 50;
const TOPIC = /^[a-z][a-z0-9_]{0,49}$/;

/** What a person has chosen, with the defaults for what they have not. */
export interface Settings {
  /** IANA. */
  timezone: string;
  /** ISO 4217. */
  currency: string;
  /** BCP 47. */
  locale: string;
  /** Which mail is wanted; a topic that is not here is. */
  notifications: Record<string, boolean>;
  /** Whatever clients keep here. */
  custom: JsonObject;
}

export const DEFAULT_SETTINGS: Settings = {
  timezone: 'UTC',
  currency: 'USD',
  locale: 'en-US',
  notifications: { email_enabled: true, store_failures: true },
  custom: {},
};

/** What is given changes, null goes back to the default; within `notifications` and `custom` key by key. */
export interface SettingsChanges {
  timezone?: string | null;
  currency?: string | null;
  locale?: string | null;
  notifications?: Record<string, boolean | null> | null;
  custom?: JsonObject | null;
}

/** Settings as stored, completed by the defaults. */
export function effectiveSettings(stored: JsonObject): Settings {
  const { notifications, custom, ...plain } = stored as Partial<Settings>;
  return {
    ...DEFAULT_SETTINGS,
    ...plain,
    notifications: { ...DEFAULT_SETTINGS.notifications, ...notifications },
    custom: { ...custom },
  };
}

/** Settings as stored, after the changes. */
export function changedSettings(stored: JsonObject, changes: SettingsChanges): JsonObject {
  const result: JsonObject = { ...stored };
  for (const name of ['timezone', 'currency', 'locale'] as const) {
    const value = changes[name];
    if (value === null) Reflect.deleteProperty(result, name);
    else if (value !== undefined) result[name] = value;
  }
  for (const name of ['notifications', 'custom'] as const) {
    const value = changes[name];
    if (value === null) Reflect.deleteProperty(result, name);
    else if (value !== undefined) result[name] = merged(result[name], value);
  }
  return result;
}

/** Whether mail about a topic is wanted. */
export function wantsMail({ notifications }: Settings, topic: string): boolean {
  return notifications.email_enabled !== false && notifications[topic] !== false;
}

/** Bytes of the settings as JSON. */
export function settingsSize(settings: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(settings));
}

/** Whether it names a time zone of the IANA database (not an offset). */
export function isTimezone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_NAME_LENGTH || !/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && CURRENCY_DIGITS.has(value);
}

/** Whether it is a well-formed BCP 47 tag in its usual spelling or another case. */
export function isLocale(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH && canonicalLocale(value) !== null;
}

/** The tag in its usual spelling (`de-at` → `de-AT`); null when it is not one. */
export function canonicalLocale(value: string): string | null {
  try {
    return Intl.getCanonicalLocales(value)[0] ?? null;
  } catch {
    return null;
  }
}

/** Whether every key is a topic and every value a boolean or null. */
export function isNotifications(value: unknown): value is Record<string, boolean | null> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([topic, wanted]) => TOPIC.test(topic) && (typeof wanted === 'boolean' || wanted === null),
  );
}

function merged(known: Json | undefined, changes: JsonObject): JsonObject {
  const entries = new Map(Object.entries((known ?? {}) as JsonObject));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) entries.delete(name);
    else entries.set(name, value);
  }
  return Object.fromEntries(entries);
}
