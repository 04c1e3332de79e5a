import { AppError, type FieldFault } from '../../../../common/errors/app-error.js';
import type { ProcessorMode, ProviderCredentials } from '../provider.connection.js';
import type { CredentialField } from '../provider.port.js';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'client_id',
    description: 'Client ID of a REST app: developer.paypal.com → Apps & Credentials',
    example: 'AZDxjDScFpQtjWTOUtWKbyN_bDt4OgqaF4eYXlewfBP4-8aqX3PiV8e1GWU6liB2CUXlkA59kJXE7M6R',
    secret: false,
    required: true,
  },
  {
    name: 'client_secret',
    description: 'The secret beside it. The app needs the feature Transaction search, and Customer disputes',
    example: 'EGnHDxD_qRPdaLdZz8iCr8N7_MzF-YHPTkjs6NKYQvQSBngp4PTTVWkPZRbL',
    secret: true,
    required: true,
  },
  {
    name: 'environment',
    description: 'Where the app lives: `sandbox` (test money) or `live`',
    example: 'live',
    secret: false,
    required: true,
  },
];

const LONGEST = 500;

/** Throws AppError VALIDATION_ERROR that names every wrong field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): ProviderCredentials {
  const faults: FieldFault[] = [];
  const taken: ProviderCredentials = {};
  for (const { name } of CREDENTIAL_FIELDS) {
    const value = input[name];
    const text = typeof value === 'string' ? value.trim() : '';
    const reason = faultOf(name, value, text);
    if (reason === null) taken[name] = name === 'environment' ? text.toLowerCase() : text;
    else faults.push({ field: `credentials.${name}`, reason });
  }
  for (const name of Object.keys(input)) {
    if (!CREDENTIAL_FIELDS.some((field) => field.name === name)) {
      faults.push({ field: `credentials.${name}`, reason: 'is not a known field' });
    }
  }
  if (faults.length > 0) throw AppError.validation(faults);
  return taken;
}

export function modeOf(credentials: ProviderCredentials): ProcessorMode {
  return credentials.environment === 'live' ? 'live' : 'test';
}

function faultOf(name: string, value: unknown, text: string): string | null {
  if (value === undefined || value === null || value === '') return 'is required';
  if (typeof value !== 'string') return 'must be text';
  if (text === '') return 'is required';
  if (name === 'environment') return /^(sandbox|live)$/i.test(text) ? null : 'must be sandbox or live';
  // They go into a header, joined by a colon.
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(text)) return 'must be as PayPal shows it: no blanks, no colon';
  return text.length > LONGEST ? `must be at most ${LONGEST} characters` : null;
}
