import { Refusal } from './refusal.js';

/** What a key may do. `charge_read`, `charge_write` …: writing includes reading. */
export type Permission =
  | 'account'
  | 'charge_read'
  | 'charge_write'
  | 'dispute_read'
  | 'balance_transaction_source_read'
  | 'payout_read'
  | 'event_read'
  | 'webhook_read'
  | 'webhook_write';

export const ACCOUNT_ID = 'acct_1SandboxKSAPdemo';
/** What each of them may, for whoever wants to connect. */
export const SANDBOX_KEYS = {
  everything: 'sk_test_sandbox_demo',
  read: 'rk_test_sandbox_readonly',
  charges: 'rk_test_sandbox_charges',
};

const READS: Permission[] = [
  'account',
  'charge_read',
  'dispute_read',
  'balance_transaction_source_read',
  'payout_read',
  'event_read',
  'webhook_read',
];

/** Null: everything. */
const KEYS: Record<string, readonly Permission[] | null> = {
  [SANDBOX_KEYS.everything]: null,
  /** Reads everything, changes nothing. */
  [SANDBOX_KEYS.read]: READS,
  /** What somebody gives who thinks that payments are all there is. */
  [SANDBOX_KEYS.charges]: ['account', 'charge_read'],
};

/** As Stripe names them in its refusals. */
function nameOf(permission: Permission): string {
  return permission === 'account' ? 'rak_accounts_kyc_basic_read' : `rak_${permission}`;
}

/** Throws Refusal when the call bears no key, or one that is nobody's. Gives the key. */
export function keyOf(headers: Record<string, string>): string {
  const given = headers.authorization ?? '';
  const key = /^Bearer (\S+)$/i.exec(given)?.[1] ?? basicUser(given);
  if (key === null) {
    const how =
      "You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
    throw new Refusal(401, `You did not provide an API key. ${how}`);
  }
  if (!Object.hasOwn(KEYS, key)) throw new Refusal(401, `Invalid API Key provided: ${masked(key)}`);
  return key;
}

export function mustAllow(key: string, permission: Permission): void {
  const granted = KEYS[key];
  if (granted === null || granted?.includes(permission)) return;
  const words =
    `The provided key '${masked(key)}' does not have the required permissions for this endpoint on account ` +
    `'${ACCOUNT_ID}'. Having the '${nameOf(permission)}' permission would allow this request to continue.`;
  throw new Refusal(403, words);
}

export function masked(key: string): string {
  const kept = /^(?:sk|rk|pk)_(?:test|live)_/.exec(key)?.[0] ?? '';
  return `${kept}${'*'.repeat(Math.max(4, key.length - kept.length - 4))}${key.slice(-4)}`;
}

function basicUser(given: string): string | null {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(given);
  return match === null
    ? null
    : Buffer.from(match[1] ?? '', 'base64')
        .toString('utf8')
        .replace(/:.*$/s, '');
}
