import type { JsonObject } from '../core/json.js';
import { SandboxInputError } from '../core/provider.js';
import type { AdAccount } from './accounts.js';
import { MAIN_APP } from './apps.js';
import { LONG_TOKEN, type MetaToken } from './tokens.js';
import type { World } from './world.js';

export type Happening = (world: World, payload: JsonObject) => JsonObject;

const DAY = 86_400;

/** What can happen at Meta, besides what advertising brings about: for POST /_sandbox/events. */
export const ACCOUNT_EVENTS: Record<string, Happening> = {
  time_passed: (world, payload) => world.pass(payload),
  token_expired: (world, payload) => {
    const token = tokenIn(world, payload);
    token.expires_at = world.tokens.now() - 60;
    return { token: token.value, expires_at: token.expires_at };
  },
  token_expires_in: (world, payload) => {
    const token = tokenIn(world, payload);
    token.expires_at = world.tokens.now() + Math.round(numberIn(payload, 'days', 0, 365) * DAY);
    return { token: token.value, expires_at: token.expires_at };
  },
  token_revoked: (world, payload) => {
    const token = tokenIn(world, payload);
    token.is_revoked = true;
    return { token: token.value };
  },
  token_restored: (world, payload) => {
    const token = tokenIn(world, payload);
    token.is_revoked = false;
    token.expires_at = world.tokens.now() + 60 * DAY;
    return { token: token.value, expires_at: token.expires_at };
  },
  permission_revoked: (world, payload) => {
    const [token, permission] = [tokenIn(world, payload), textIn(payload, 'permission')];
    if (!token.scopes.includes(permission)) throw new SandboxInputError(`the token has no ${permission}`, 404);
    token.scopes = token.scopes.filter((scope) => scope !== permission);
    token.declined.push(permission);
    return { token: token.value, scopes: token.scopes };
  },
  account_disabled: (world, payload) => {
    const reason = payload.disable_reason === undefined ? 1 : numberIn(payload, 'disable_reason', 1, 20);
    return status(accountIn(world, payload), 2, reason);
  },
  account_restricted: (world, payload) => status(accountIn(world, payload), 7, 3),
  account_unsettled: (world, payload) => status(accountIn(world, payload), 3, 0),
  account_restored: (world, payload) => {
    const account = accountIn(world, payload);
    account.is_blocked = false;
    return status(account, 1, 0);
  },
  policy_block: (world, payload) => {
    const account = accountIn(world, payload);
    account.is_blocked = true;
    return { account_id: `act_${account.account_id}` };
  },
  account_spend_cap: (world, payload) => {
    const account = accountIn(world, payload);
    account.spend_cap = Math.round(numberIn(payload, 'amount', 0, 1e12));
    return { account_id: `act_${account.account_id}`, spend_cap: account.spend_cap };
  },
  usage: (world, payload) => {
    const account = accountIn(world, payload);
    const percent = numberIn(payload, 'percent', 0, 1000);
    world.usage.set(account.account_id, percent);
    return { account_id: `act_${account.account_id}`, percent };
  },
  instagram_unlinked: (world) => {
    world.page.has_instagram = false;
    return { has_instagram: false };
  },
  instagram_linked: (world) => {
    world.page.has_instagram = true;
    return { has_instagram: true };
  },
  proof_required: (world, payload) => {
    const app = world.apps.get(MAIN_APP);
    if (app !== undefined) app.requires_proof = payload.required !== false;
    return { required: app?.requires_proof ?? false };
  },
};

export function accountIn(world: World, payload: JsonObject): AdAccount {
  const id = payload.account_id === undefined ? 'act_1000000001' : textIn(payload, 'account_id');
  const account = world.accounts.get(id.startsWith('act_') ? id : `act_${id}`);
  if (account === undefined) throw new SandboxInputError(`no account ${id}`, 404);
  return account;
}

export function textIn(payload: JsonObject, name: string): string {
  const value = payload[name];
  if (typeof value !== 'string' || value === '') throw new SandboxInputError(`${name} must be a non-empty text`);
  return value;
}

export function numberIn(payload: JsonObject, name: string, low: number, high: number): number {
  const value = payload[name];
  if (typeof value === 'number' && value >= low && value <= high) return value;
  throw new SandboxInputError(`${name} must be a number from ${low} to ${high}`);
}

function tokenIn(world: World, payload: JsonObject): MetaToken {
  const value = payload.token === undefined ? LONG_TOKEN : textIn(payload, 'token');
  const token = world.tokens.find(value);
  if (token === undefined) throw new SandboxInputError('no such token', 404);
  return token;
}

function status(account: AdAccount, account_status: number, disable_reason: number): JsonObject {
  account.account_status = account_status;
  account.disable_reason = disable_reason;
  return { account_id: `act_${account.account_id}`, account_status, disable_reason };
}
