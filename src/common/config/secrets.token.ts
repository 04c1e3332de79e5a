/** Injects the secrets that `ensureSecrets` gave. */
export const SECRETS = Symbol('ksap:secrets');
