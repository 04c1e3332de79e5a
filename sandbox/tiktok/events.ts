import type { JsonObject } from '../core/json.js';
import { SandboxInputError } from '../core/provider.js';
import type { Advertiser } from './advertisers.js';
import { type TiktokToken, TOKEN } from './tokens.js';
import type { World } from './world.js';

type Happening = (world: World, payload: JsonObject) => JsonObject;

/** What can happen at TikTok, besides what advertising brings about: for POST /_sandbox/events. */
export const ACCOUNT_EVENTS: Record<string, Happening> = {
  time_passed: (world, payload) => world.pass(payload),
  token_expired: (world, payload) => {
    const token = tokenIn(world, payload);
    token.expires_at = world.tokens.now() - 60;
    return { token: token.value };
  },
  token_revoked: (world, payload) => {
    const token = tokenIn(world, payload);
    token.is_revoked = true;
    return { token: token.value };
  },
  token_restored: (world, payload) => {
    const token = tokenIn(world, payload);
    token.is_revoked = false;
    token.expires_at = null;
    return { token: token.value };
  },
  permission_revoked: (world, payload) => {
    const token = tokenIn(world, payload);
    const { scope } = payload;
    if (typeof scope !== 'number' || !token.scopes.includes(scope)) {
      throw new SandboxInputError(`scope must be one of ${token.scopes.join(', ')}`);
    }
    token.scopes = token.scopes.filter((one) => one !== scope);
    return { token: token.value, scopes: token.scopes };
  },
  account_disabled: (world, payload) => {
    const reason = 'The account violates TikTok advertising policies.';
    return status(advertiserIn(world, payload), 'STATUS_DISABLE', reason);
  },
  account_restricted: (world, payload) => {
    return status(advertiserIn(world, payload), 'STATUS_LIMIT', 'The account is restricted from delivering.');
  },
  account_restored: (world, payload) => status(advertiserIn(world, payload), 'STATUS_ENABLE', ''),
};

export function advertiserIn(world: World, payload: JsonObject): Advertiser {
  const id = payload.advertiser_id ?? payload.account_id ?? '7000000000000000001';
  const advertiser = typeof id === 'string' ? world.advertisers.get(id) : undefined;
  if (advertiser === undefined) throw new SandboxInputError(`no advertiser ${JSON.stringify(id)}`, 404);
  return advertiser;
}

function tokenIn(world: World, payload: JsonObject): TiktokToken {
  const value = payload.token ?? TOKEN;
  const token = typeof value === 'string' ? world.tokens.find(value) : undefined;
  if (token === undefined) throw new SandboxInputError('no such token', 404);
  return token;
}

function status(advertiser: Advertiser, value: string, reason: string): JsonObject {
  advertiser.status = value;
  advertiser.rejection_reason = reason;
  return { advertiser_id: advertiser.advertiser_id, status: value };
}
