import type { Json } from '../core/json.js';
import type { Advertiser } from './advertisers.js';
import type { Input } from './input.js';
import { noPermission, TiktokRefusal } from './refusal.js';
import type { TiktokToken } from './tokens.js';
import type { World } from './world.js';

/** One call, looked through: who asks, and what. */
export interface Call {
  world: World;
  input: Input;
  token: TiktokToken;
}

export interface Route {
  /** The permission that it needs. */
  scope: number;
  run(call: Call): Json;
}

/** The advertiser that the call names, for reading. Throws TiktokRefusal. */
export function advertiserOf({ world, input, token }: Call): Advertiser {
  return world.advertiser(token, input.needed('advertiser_id'));
}

/** The same for writing: one that may advertise. Throws TiktokRefusal. */
export function activeAdvertiserOf(call: Call): Advertiser {
  const advertiser = advertiserOf(call);
  if (advertiser.status === 'STATUS_ENABLE') return advertiser;
  const words = `The advertiser account is abnormal: ${advertiser.status}. ${advertiser.rejection_reason}`.trim();
  throw new TiktokRefusal(40300, words);
}

/** Throws TiktokRefusal when the token lacks the permission. */
export function mustAllow(token: TiktokToken, scope: number, path: string): void {
  if (token.scopes.includes(scope)) return;
  throw noPermission(`Permission denied: the access token has no scope for ${path}.`);
}
