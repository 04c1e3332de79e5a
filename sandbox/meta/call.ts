import type { JsonObject } from '../core/json.js';
import type { AdAccount } from './accounts.js';
import type { GraphNode } from './fields.js';
import type { Params } from './input.js';
import { GraphRefusal } from './refusal.js';
import type { MetaToken } from './tokens.js';
import type { World } from './world.js';

/** One call to Graph, looked through: who asks, and what. */
export interface Call {
  world: World;
  method: string;
  params: Params;
  token: MetaToken;
  /** With the token in it, as the addresses of further pages are. */
  url: URL;
}

/** A node on which calls act, and its edges by method and name. */
export interface Target {
  node: () => GraphNode;
  /** The ad account that the calls count for. */
  account: AdAccount | null;
  edges: Record<string, (call: Call) => GraphNode[] | Listing | Result>;
  update?: (call: Call) => Result;
  remove?: (call: Call) => Result;
  /** Somebody is about to read it. */
  looked?: () => void;
  /** Parameters that reading it may have. */
  params?: readonly string[];
}

/** A list whose fields were said before. */
export class Listing {
  constructor(
    readonly nodes: GraphNode[],
    readonly fields: string | null,
  ) {}
}

/** What a write answers. */
export class Result {
  constructor(
    readonly body: JsonObject,
    /** What `fields` are read of afterwards. */
    readonly node: (() => GraphNode) | null = null,
  ) {}
}

/** Throws GraphRefusal that says which scope is missing. */
export function mustHave(token: MetaToken, ...anyOf: string[]): void {
  if (anyOf.some((scope) => token.scopes.includes(scope))) return;
  const words = anyOf.some((scope) => scope.startsWith('ads_'))
    ? `(#200) Ad account owner has NOT grant ${anyOf.join(' or ')} permission`
    : `(#10) This application has not been approved to use this api: it needs ${anyOf.join(' or ')}`;
  const code = words.startsWith('(#200)') ? 200 : 10;
  throw new GraphRefusal(code, words, { status: 403 });
}

/** What writing to an account needs: the scope, and an account that may advertise. Throws GraphRefusal. */
export function mustWrite(call: Call, account: AdAccount): void {
  mustHave(call.token, 'ads_management');
  if (account.is_blocked) {
    throw new GraphRefusal(368, 'The action attempted has been deemed abusive or is otherwise disallowed', {
      subcode: 1346003,
      title: 'You’re temporarily blocked',
      words: 'We limit how often you can do certain things in a given amount of time. You can try again later.',
    });
  }
  if (account.account_status === 1 || account.account_status === 9) return;
  throw new GraphRefusal(200, '(#200) The ad account is not enabled for usage in Ads API', {
    status: 403,
    subcode: 1885316,
    title: 'Ad account disabled',
    words:
      'Your ad account has been disabled. All of the ads in this account have been stopped and should not be restarted.',
  });
}
