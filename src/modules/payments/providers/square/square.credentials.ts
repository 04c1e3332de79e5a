import { AppError, type FieldFault } from '../../../../common/errors/app-error.js';
import type { ProcessorMode, ProviderCredentials } from '../provider.connection.js';
import type { CredentialField } from '../provider.port.js';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'access_token',
    description:
      'Access token from the Square Developer Console → the application → Credentials. OAuth tokens need MERCHANT_PROFILE_READ, ' +
      'PAYMENTS_READ, DISPUTES_READ and PAYOUTS_READ, for refunds PAYMENTS_WRITE too',
    example: 'EAAAEO0123456789',
    secret: true,
    required: true,
  },
  {
    name: 'environment',
    description: 'What the token is of: production or sandbox',
    example: 'production',
    secret: false,
    required: true,
  },
  {
    name: 'location_id',
    description: 'Only this location of the seller; without it all of them',
    example: 'L88917AVBK2S5',
    secret: false,
    required: false,
  },
  {
    name: 'webhook_signature_key',
    description:
      'Signature key of a webhook subscription that was made by hand, where the token may not register any (OAuth tokens may not)',
    example: 'asdf1234ASDF5678',
    secret: true,
    required: false,
  },
];

const ENVIRONMENTS: ReadonlyMap<string, string> = new Map([
  ['production', 'production'],
  ['live', 'production'],
  ['sandbox', 'sandbox'],
  ['test', 'sandbox'],
]);
const PRODUCTION_URL = 'https://connect.squareup.com';
const SANDBOX_URL = 'https://connect.squareupsandbox.com';
/** What may stand in a header, or in an address. */
const TOKEN = /^[\x21-\x7e]{1,1024}$/;
const LOCATION = /^[A-Za-z0-9_-]{1,50}$/;

type Check = (text: string) => string | null;
const CHECKS: Readonly<Record<string, { check: Check; reason: string }>> = {
  access_token: { check: (text) => (TOKEN.test(text) ? text : null), reason: 'must be an access token of Square' },
  environment: {
    check: (text) => ENVIRONMENTS.get(text.toLowerCase()) ?? null,
    reason: 'must be production or sandbox',
  },
  location_id: { check: (text) => (LOCATION.test(text) ? text : null), reason: 'must be the id of a location' },
  webhook_signature_key: { check: (text) => (TOKEN.test(text) ? text : null), reason: 'must be a signature key' },
};

/** Throws AppError VALIDATION_ERROR that names every wrong or unknown field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): ProviderCredentials {
  const faults: FieldFault[] = [];
  const credentials: ProviderCredentials = {};
  const fault = (name: string, reason: string): number => faults.push({ field: `credentials.${name}`, reason });
  for (const { name, required } of CREDENTIAL_FIELDS) {
    const value = input[name];
    const rule = CHECKS[name];
    if (rule === undefined || value === undefined || value === null || value === '') {
      if (required) fault(name, 'is required');
      continue;
    }
    if (typeof value !== 'string') {
      fault(name, 'must be text');
      continue;
    }
    const checked = rule.check(value.trim());
    if (checked === null) fault(name, rule.reason);
    else credentials[name] = checked;
  }
  for (const name of Object.keys(input)) if (!Object.hasOwn(CHECKS, name)) fault(name, 'is not a known field');
  if (faults.length > 0) throw AppError.validation(faults);
  return credentials;
}

export function modeOf(credentials: ProviderCredentials): ProcessorMode {
  return credentials.environment === 'sandbox' ? 'test' : 'live';
}

/** @param settingUrl the configured address of Square: one of its own is taken for both environments */
export function addressOf(credentials: ProviderCredentials, settingUrl: string): string {
  return settingUrl === PRODUCTION_URL && modeOf(credentials) === 'test' ? SANDBOX_URL : settingUrl;
}
