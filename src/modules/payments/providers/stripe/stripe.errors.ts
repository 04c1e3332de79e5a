import {
  ProviderError,
  type ProviderErrorInit,
  type ProviderFault,
} from '../../../../common/outbound/provider-error.js';

/** What the SDK's errors tell; its classes are not asked for, so that it need not be loaded for them. */
interface SdkError {
  statusCode?: unknown;
  code?: unknown;
  rawType?: unknown;
  message?: unknown;
}

const KEY = /\b((?:sk|rk|whsec)_(?:test_|live_)?)[\w*+/=-]+/g;
const PERMISSION = /'(rak_\w+)'/g;

/** What Stripe refused, or what it said that is not its protocol, in our words. */
export function errorOf(error: unknown): unknown {
  if (error instanceof ProviderError || !(error instanceof Error)) return error;
  const { statusCode, code, rawType } = error as SdkError;
  const said = withoutKeys(error.message);
  const base = { provider: 'stripe', cause: undefined };
  if (typeof statusCode !== 'number' || statusCode < 400) {
    // What the SDK throws without an answer of Stripe's: it could not read it. Faults of the network never come here.
    return isOfSdk(error)
      ? new ProviderError({ ...base, fault: 'bad_answer', message: 'Stripe answered what is not its protocol' })
      : error;
  }
  const named = [code, rawType].find((one) => typeof one === 'string');
  const told: Partial<ProviderErrorInit> = {
    status: statusCode,
    provider_message: said,
    ...(named !== undefined && { provider_code: named }),
  };
  return new ProviderError({ ...base, ...told, ...faultOf(statusCode, named, said) });
}

/** Names of permissions in Stripe's words, as it writes them (`rak_charge_read`). */
export function permissionsIn(text: string): string[] {
  return [...text.matchAll(PERMISSION)].map((match) => match[1] ?? '');
}

export function withoutKeys(text: string): string {
  return text.replace(KEY, '$1***');
}

function faultOf(status: number, code: string | undefined, said: string): { fault: ProviderFault; message: string } {
  if (status === 401) return { fault: 'auth', message: 'Stripe does not accept this key' };
  if (status === 403) {
    const lacks = permissionsIn(said);
    const message = lacks.length === 0 ? 'Stripe does not let this key do that' : `The key lacks ${lacks.join(', ')}`;
    return { fault: 'auth', message };
  }
  // Something else was asked, or this is being carried out at this moment, under the same key: it has to be looked for.
  if (code === 'idempotency_key_in_use') {
    return { fault: 'unknown_outcome', message: 'Stripe is still at this request' };
  }
  if (code === 'idempotency_error') {
    return { fault: 'unknown_outcome', message: 'Stripe was asked something else under this key before' };
  }
  return { fault: 'rejected', message: `Stripe refused: ${said}` };
}

function isOfSdk(error: Error): boolean {
  return 'type' in error || error instanceof SyntaxError || error instanceof TypeError;
}
