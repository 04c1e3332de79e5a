import type { Json, JsonObject } from '../../common/json.js';

export const REDACTED = '[redacted]';

/**
 * Fields that are taken out whatever they hold, by their names without case, underscores and dashes. Brand, last four digits,
 * and what a provider calls a fingerprint stay: they name a card and do not spend from it.
 */
const SECRET_FIELDS = new Set(
  (
    'cardnumber pan primaryaccountnumber accountnumber bankaccountnumber routingnumber sortcode iban bban ' +
    'cvc cvc2 cvv cvv2 cid csc securitycode cardsecuritycode verificationvalue ' +
    'expmonth expyear expiry expirydate expirymonth expiryyear expiration expirationdate expirationmonth expirationyear ' +
    'track1 track2 track1data track2data trackdata emvdata cryptogram tokencryptogram pin pinblock ' +
    'clientsecret secret secretkey apikey password token accesstoken refreshtoken idtoken clienttoken cardtoken ' +
    'paymenttoken nonce cardnonce sourcetoken networktoken authorization'
  ).split(' '),
);
/** Numbers of a card or an account, unless they are so short that they number something else. */
const NUMBER_FIELD = 'number';
const LEAST_NUMBER_DIGITS = 8;

/** 13 to 19 digits, as people and programs write them: bare, or with blanks, dashes or dots between. */
const DIGIT_RUN = /(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)/g;
/** Two letters, two digits, 11 to 30 more: an IBAN, with or without blanks. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
/** A card's own code, where somebody has written it beside its name. */
const CODE_TEXT = /\b(cvc2?|cvv2?|csc|cid)(\W{1,3})\d{3,4}\b/gi;
/** What opens an account when it is read: Stripe's secrets and client secrets, bearer tokens. */
const KEY_TEXT =
  /\b(?:sk|rk|whsec|pi|seti|src)_(?:(?:live|test)_)?[A-Za-z0-9]+(?:_secret_[A-Za-z0-9]+)\b|\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9_]+|\bwhsec_[A-Za-z0-9_]+|\bBearer [\w.~+/-]{8,}=*/g;

/** The answer of a provider without what would let anybody pay with it. Untouched parts are shared with the original. */
export function redact<T extends Json>(value: T): T {
  return redactValue(value) as T;
}

/** A text without card numbers and codes, account numbers and keys; of a card number its last four digits stay. */
export function redactText(text: string): string {
  if (text.length < 8) return text;
  let clean = text;
  if (/\d[\d .-]{11}/.test(clean)) clean = clean.replace(DIGIT_RUN, (run) => (isCardNumber(run) ? masked(run) : run));
  if (/[A-Z]{2}\d{2}/.test(clean)) clean = clean.replace(IBAN, (run) => (isIban(run) ? masked(run) : run));
  if (/\bc(?:vc|vv|sc|id)/i.test(clean)) clean = clean.replace(CODE_TEXT, `$1$2${REDACTED}`);
  return /_|Bearer /.test(clean) ? clean.replace(KEY_TEXT, REDACTED) : clean;
}

/**
 * Whether the text as a whole is certainly a card's number: not merely digits that check out by chance, as every tenth
 * order number does, but also of a card scheme's own range and length.
 */
export function isCertainlyCardNumber(text: string): boolean {
  const digits = text.replace(/[ .-]/g, '');
  return SCHEMES.some((scheme) => scheme.test(digits)) && digitsPass(digits);
}

/** Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro. */
const SCHEMES = [
  /^4\d{15}(?:\d{3})?$/,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-59]|[689]\d)\d{11}(?:\d{2})?$/,
  /^6(?:011|5\d{2}|4[4-9]\d)\d{12}(?:\d{3})?$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^(?:50|5[6-9]|6[37])\d{14,17}$/,
];

function redactValue(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') return redactNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactList(value) : redactObject(value);
}

function redactNumber(value: number): Json {
  if (!Number.isSafeInteger(value) || value < 1e12) return value;
  const text = String(value);
  return isCertainlyCardNumber(text) ? masked(text) : value;
}

function redactList(list: Json[]): Json[] {
  let copy: Json[] | null = null;
  for (const [index, item] of list.entries()) {
    const clean = redactValue(item);
    if (copy === null && clean !== item) copy = list.slice(0, index);
    copy?.push(clean);
  }
  return copy ?? list;
}

function redactObject(object: JsonObject): JsonObject {
  let copy: JsonObject | null = null;
  for (const [name, item] of Object.entries(object)) {
    const clean = isSecretField(name, item) ? REDACTED : redactValue(item);
    if (clean === item) continue;
    copy ??= { ...object };
    copy[name] = clean;
  }
  return copy ?? object;
}

function isSecretField(name: string, value: Json): boolean {
  if (value === null || typeof value === 'object' || typeof value === 'boolean' || value === '') return false;
  const plain = plainName(name);
  if (plain === NUMBER_FIELD) return String(value).replace(/\D/g, '').length >= LEAST_NUMBER_DIGITS;
  return SECRET_FIELDS.has(plain);
}

const plainNames = new Map<string, string>();
/** Field names are few, and are asked for with each record. */
const MOST_NAMES = 5000;

function plainName(name: string): string {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plainNames.size < MOST_NAMES) plainNames.set(name, plain);
  return plain;
}

/** No card's number begins with 0, 1, 7, 8 or 9. */
function isCardNumber(run: string): boolean {
  const digits = run.replace(/\D/g, '');
  return /^[2-6]/.test(digits) && digitsPass(digits);
}

function isIban(run: string): boolean {
  const plain = run.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const sign of turned) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** The check digit of card numbers. */
function digitsPass(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const twice = digit * 2;
    sum += at % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

const masked = (run: string): string => `•••• ${run.replace(/[^A-Z0-9]/gi, '').slice(-4)}`;
