import { type AdAccount, accountNode, FOREIGN_ACCOUNT, minimumBudgets } from './accounts.js';
import { type Call, mustHave, type Target } from './call.js';
import {
  INSTAGRAM_ID,
  instagramNode,
  PAGE_ID,
  pageNode,
  permissionNodes,
  PIXEL_ID,
  pixelNode,
  userNode,
} from './people.js';
import { GraphRefusal, noObject } from './refusal.js';

/** The node of an id, with its edges. Throws GraphRefusal for one that is not there, or not for this token. */
export function targetOf(call: Call, id: string): Target {
  const { world, token } = call;
  if (id === 'me' || id === token.user_id) return userTarget(call);
  if (id.startsWith('act_')) return accountTarget(call, id);
  const mayAdvertise = token.scopes.includes('pages_manage_ads');
  if (id === PAGE_ID) {
    mustHave(token, 'pages_show_list', 'pages_read_engagement');
    return { node: pageNode(world.page, mayAdvertise), account: null, edges: {} };
  }
  if (id === INSTAGRAM_ID && world.page.has_instagram) {
    mustHave(token, 'instagram_basic');
    return { node: instagramNode(), account: null, edges: {} };
  }
  if (id === PIXEL_ID) return { node: pixelNode(), account: null, edges: {} };
  throw noObject(id, call.method);
}

function userTarget({ world, token }: Call): Target {
  if (token.type === 'PAGE') {
    return { node: pageNode(world.page, true), account: null, edges: {} };
  }
  return {
    node: userNode(token),
    account: null,
    edges: {
      'GET permissions': () => permissionNodes(token),
      'GET accounts': () =>
        token.scopes.includes('pages_show_list')
          ? [pageNode(world.page, token.scopes.includes('pages_manage_ads'))]
          : [],
      'GET adaccounts': () => {
        mustHave(token, 'ads_read', 'ads_management');
        return [...world.accounts.values()].map((account) => accountNode(account, 0, world.clock.now()));
      },
    },
  };
}

function accountTarget(call: Call, id: string): Target {
  const { world, token } = call;
  const account = world.accounts.get(id);
  if (id === FOREIGN_ACCOUNT) {
    throw new GraphRefusal(200, '(#200) Ad account owner has NOT grant ads_management or ads_read permission', {
      status: 403,
    });
  }
  if (account === undefined) throw noObject(id, call.method);
  mustHave(token, 'ads_read', 'ads_management');
  return {
    node: accountNode(account, 0, world.clock.now()),
    account,
    edges: accountEdges(call, account),
  };
}

function accountEdges({ world }: Call, account: AdAccount): Target['edges'] {
  return {
    'GET minimum_budgets': () => minimumBudgets(account),
    'GET adspixels': () => [pixelNode()],
    'GET instagram_accounts': () => (world.page.has_instagram ? [instagramNode()] : []),
    'GET promote_pages': () => [pageNode(world.page, true)],
  };
}
