import { ProviderError, type ProviderErrorInit, type ProviderFault } from '../../../common/outbound/provider-error.js';

/**
 * What a network means by a refusal.
 *
 * - `token`      the token is expired, revoked or not one: its owner must give another
 * - `permission` the token lacks a permission, or the account does not grant it to its bearer
 * - `policy`     the network restricts the account or its bearer for breaking its rules
 * - `rate`       too many calls: come back after `retry_after_ms`
 * - `transient`  the network's own trouble
 * - `invalid`    the call itself is refused
 */
export type NetworkRefusal = 'token' | 'permission' | 'policy' | 'rate' | 'transient' | 'invalid';

const FAULTS: Readonly<Record<NetworkRefusal, ProviderFault>> = {
  token: 'auth',
  permission: 'auth',
  policy: 'rejected',
  rate: 'throttled',
  transient: 'unavailable',
  invalid: 'rejected',
};

/** A refusal in the network's own words, with what it means. */
export class NetworkError extends ProviderError {
  constructor(
    readonly refusal: NetworkRefusal,
    init: Omit<ProviderErrorInit, 'fault'>,
  ) {
    super({ ...init, fault: FAULTS[refusal] });
    this.name = 'NetworkError';
  }
}
