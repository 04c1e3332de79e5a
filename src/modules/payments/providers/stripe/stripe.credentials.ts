import { AppError, type FieldFault } from '../../../../common/errors/app-error.js';
import type { ProcessorMode, ProviderCredentials } from '../provider.connection.js';
import type { CredentialField } from '../provider.port.js';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'secret_key',
    description: 'A secret key, or a restricted key that may read charges, disputes, balance, payouts and events',
    example: 'sk_live_…',
    secret: true,
    required: true,
  },
  {
    name: 'webhook_secret',
    description:
      'Signing secrets of endpoints that you made yourself; several, separated by commas, while one is rolled',
    example: 'whsec_…',
    secret: true,
    required: false,
  },
];

const KEY = /^(sk|rk)_(test|live)_\w{4,250}$/;
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/=_-]{4,250}$/;
const LONGEST = 2000;

/** Throws AppError VALIDATION_ERROR. */
export function parseCredentials(input: Record<string, unknown>): ProviderCredentials {
  const faults: FieldFault[] = Object.keys(input)
    .filter((name) => !CREDENTIAL_FIELDS.some((field) => field.name === name))
    .map((name) => ({ field: `credentials.${name}`, reason: 'is not a known field' }));
  const key = textOf(input.secret_key);
  const keyFault = key === null ? 'must be text' : objectionToKey(key);
  if (keyFault !== null) faults.push({ field: 'credentials.secret_key', reason: keyFault });
  const secrets = textOf(input.webhook_secret) === null ? null : secretsOf(input.webhook_secret as string);
  if (!secrets?.every((secret) => WEBHOOK_SECRET.test(secret))) {
    const reason = 'must be signing secrets, which begin with whsec_, separated by commas';
    faults.push({ field: 'credentials.webhook_secret', reason });
  }
  if (faults.length > 0 || key === null || secrets === null) throw AppError.validation(faults);
  return { secret_key: key, ...(secrets.length > 0 && { webhook_secret: secrets.join(',') }) };
}

/** The signing secrets in one field: separated by commas or line ends. */
export function secretsOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/[,\s]+/).filter((secret) => secret !== ''))];
}

export function modeOf(key: string): ProcessorMode {
  return KEY.exec(key)?.[2] === 'live' ? 'live' : 'test';
}

export function isRestricted(key: string): boolean {
  return key.startsWith('rk_');
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' && value.length <= LONGEST ? value.trim() : null;
}

function objectionToKey(key: string): string | null {
  if (key === '') return 'is required';
  if (KEY.test(key)) return null;
  if (key.startsWith('pk_')) return 'is a publishable key: the secret one begins with sk_ or rk_';
  if (key.startsWith('whsec_')) return 'is the signing secret of a webhook: the secret key begins with sk_ or rk_';
  return 'must be a secret key (sk_live_…, sk_test_…) or a restricted one (rk_live_…, rk_test_…)';
}
