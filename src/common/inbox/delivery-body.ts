import type { Json } from '../json.js';

/** What opens something, whatever it is called: a cart, a status page, an account. */
const SECRET_NAME = /token|secret|password|signature|hmac|api_?key|order_key|checkout_id|_key$/i;
/** Addresses that let in whoever knows them (Shopify's order status page). */
const SECRET_URL = /[?&](?:key|token|signature|hmac|secret)=/i;
const HIDDEN = '[hidden]';

/** A delivery's body for a person's eyes: JSON where it is that, else text; secrets hidden. */
export function shownBody(bytes: Uint8Array): Json {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return withoutSecrets(JSON.parse(text) as Json);
  } catch {
    return SECRET_NAME.test(text) || SECRET_URL.test(text) ? HIDDEN : text;
  }
}

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === 'string') return SECRET_URL.test(value) ? HIDDEN : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) && inner !== null && typeof inner !== 'boolean' ? HIDDEN : withoutSecrets(inner),
    ]),
  );
}
