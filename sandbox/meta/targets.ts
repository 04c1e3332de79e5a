import { type AdAccount, accountNode, FOREIGN_ACCOUNT, minimumBudgets } from './accounts.js';
import { createAd } from './ads.js';
import { createAdSet } from './adsets.js';
import { createCampaign } from './campaigns.js';
import { type Call, mustHave, type Target } from './call.js';
import { createCreative } from './creatives.js';
import { filtered } from './filtering.js';
import { imagesOf, uploadImages } from './images.js';
import { objectTarget } from './objects.js';
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
import { insightsEdges, reportTarget } from './reports.js';
import { audienceNodes } from './search.js';
import { adNode, adsetNode, campaignNode, creativeNode, imageNode } from './views.js';

/** The node of an id, with its edges. Throws GraphRefusal for one that is not there, or not for this token. */
export function targetOf(call: Call, id: string): Target {
  const { world, token } = call;
  if (id === 'me' || id === token.user_id) return userTarget(call);
  if (id.startsWith('act_')) return accountTarget(call, id);
  const mayAdvertise = token.scopes.includes('pages_manage_ads');
  if (id === PAGE_ID) {
    mustHave(token, 'pages_show_list', 'pages_read_engagement');
    return { node: () => pageNode(world.page, mayAdvertise), account: null, edges: {} };
  }
  if (id === INSTAGRAM_ID && world.page.has_instagram) {
    mustHave(token, 'instagram_basic');
    return { node: () => instagramNode(), account: null, edges: {} };
  }
  if (id === PIXEL_ID) return { node: () => pixelNode(), account: null, edges: {} };
  const run = world.reports.get(id);
  if (run !== undefined) return reportTarget(call, run);
  const made = objectTarget(call, id);
  if (made === null) throw noObject(id, call.method);
  mustHave(token, 'ads_read', 'ads_management');
  return made;
}

function userTarget({ world, token }: Call): Target {
  if (token.type === 'PAGE') {
    return { node: () => pageNode(world.page, true), account: null, edges: {} };
  }
  return {
    node: () => userNode(token),
    account: null,
    edges: {
      'GET permissions': () => permissionNodes(token),
      'GET accounts': () =>
        token.scopes.includes('pages_show_list')
          ? [pageNode(world.page, token.scopes.includes('pages_manage_ads'))]
          : [],
      'GET adaccounts': () => {
        mustHave(token, 'ads_read', 'ads_management');
        return [...world.accounts.values()].map((account) =>
          accountNode(account, world.store.spentIn(account.account_id), world.clock.now()),
        );
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
    node: () => accountNode(account, world.store.spentIn(account.account_id), world.clock.now()),
    account,
    edges: accountEdges(call, account),
  };
}

function accountEdges(call: Call, account: AdAccount): Target['edges'] {
  const { world } = call;
  const { store } = world;
  const own = <T extends { account_id: string }>(list: Iterable<T>): T[] =>
    [...list].filter((one) => one.account_id === account.account_id);
  return {
    'GET minimum_budgets': () => minimumBudgets(account),
    'GET adspixels': () => [pixelNode()],
    'GET customaudiences': () => audienceNodes(account.account_id),
    'GET instagram_accounts': () => (world.page.has_instagram ? [instagramNode()] : []),
    'GET promote_pages': () => [pageNode(world.page, true)],
    'GET campaigns': ({ params }) =>
      filtered(
        own(store.campaigns.values()).map((one) => campaignNode(world, one)),
        params,
      ),
    'GET adsets': ({ params }) =>
      filtered(
        own(store.adsets.values()).map((one) => adsetNode(world, one)),
        params,
      ),
    'GET ads': ({ params }) =>
      filtered(
        own(store.ads.values()).map((one) => adNode(world, one)),
        params,
      ),
    'GET adcreatives': ({ params }) =>
      filtered(
        own(store.creatives.values())
          .filter((one) => one.status !== 'DELETED')
          .map((one) => creativeNode(one)),
        params,
      ),
    'GET adimages': (asked) => imagesOf(asked, account).map((one) => imageNode(world, one)),
    'POST campaigns': (asked) => createCampaign(asked, account),
    'POST adsets': (asked) => createAdSet(asked, account),
    'POST ads': (asked) => createAd(asked, account),
    'POST adcreatives': (asked) => createCreative(asked, account),
    'POST adimages': (asked) => uploadImages(asked, account),
    ...insightsEdges(call, account, () => own(store.ads.values()), 'account'),
  };
}
