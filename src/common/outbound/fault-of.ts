import { ProviderError } from './provider-error.js';

/** Why a read of an outside service broke off, as its owner is told: a code of the wire's and one sentence. */
export function faultOf(error: unknown): { code: string; message: string } {
  return { code: codeOf(error), message: messageOf(error) };
}

function codeOf(error: unknown): string {
  if (!(error instanceof ProviderError)) return 'INTERNAL';
  if (error.fault === 'auth') return 'PROVIDER_AUTH_FAILED';
  return error.isTransient ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
}

function messageOf(error: unknown): string {
  return error instanceof ProviderError ? error.message : 'Something went wrong on our side';
}
