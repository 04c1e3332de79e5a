import type { AdAccount } from './accounts.js';
import { updateAd } from './ads.js';
import { updateAdSet } from './adsets.js';
import { updateCampaign } from './campaigns.js';
import { type Call, mustWrite, Result, type Target } from './call.js';
import { filtered } from './filtering.js';
import type { Ad, AdSet, Campaign, Creative } from './records.js';
import { invalid, noObject } from './refusal.js';
import { insightsEdges } from './reports.js';
import { adNode, adsetNode, campaignNode, creativeNode } from './views.js';

type Made = Campaign | AdSet | Ad | Creative;

/** What callers have made, by id; null: nothing of that name. Throws GraphRefusal. */
export function objectTarget(call: Call, id: string): Target | null {
  const { store } = call.world;
  const campaign = store.campaigns.get(id);
  if (campaign !== undefined) return campaignTarget(call, campaign, accountOf(call, campaign));
  const adset = store.adsets.get(id);
  if (adset !== undefined) return adsetTarget(call, adset, accountOf(call, adset));
  const ad = store.ads.get(id);
  if (ad !== undefined) return adTarget(call, ad, accountOf(call, ad));
  const creative = store.creatives.get(id);
  if (creative === undefined) return null;
  const account = accountOf(call, creative);
  return { node: () => creativeNode(creative), account, edges: {}, remove: removal(account, creative) };
}

function campaignTarget(call: Call, campaign: Campaign, account: AdAccount): Target {
  const { world } = call;
  const ads = (): Ad[] => world.store.adsOf('campaign_id', campaign.id);
  return {
    node: () => campaignNode(world, campaign),
    account,
    edges: {
      'GET adsets': ({ params }) =>
        filtered(
          world.store.adsetsOf(campaign.id).map((one) => adsetNode(world, one)),
          params,
        ),
      'GET ads': ({ params }) =>
        filtered(
          ads().map((one) => adNode(world, one)),
          params,
        ),
      ...insightsEdges(call, account, ads, 'campaign'),
    },
    update: (asked) => {
      mustBeThere(campaign);
      return updateCampaign(asked, account, campaign);
    },
    remove: removal(account, campaign),
  };
}

function adsetTarget(call: Call, adset: AdSet, account: AdAccount): Target {
  const { world } = call;
  const ads = (): Ad[] => world.store.adsOf('adset_id', adset.id);
  return {
    node: () => adsetNode(world, adset),
    account,
    edges: {
      'GET ads': ({ params }) =>
        filtered(
          ads().map((one) => adNode(world, one)),
          params,
        ),
      ...insightsEdges(call, account, ads, 'adset'),
    },
    update: (asked) => {
      mustBeThere(adset);
      return updateAdSet(asked, account, adset);
    },
    remove: removal(account, adset),
  };
}

function adTarget(call: Call, ad: Ad, account: AdAccount): Target {
  const { world } = call;
  return {
    node: () => adNode(world, ad),
    account,
    edges: {
      'GET adcreatives': () => {
        const creative = world.store.creatives.get(ad.creative_id);
        return creative === undefined ? [] : [creativeNode(creative)];
      },
      ...insightsEdges(call, account, () => [ad], 'ad'),
    },
    update: (asked) => {
      mustBeThere(ad);
      return updateAd(asked, account, ad);
    },
    remove: removal(account, ad),
  };
}

/** DELETE: it stays readable, as deleted. */
function removal(account: AdAccount, made: Made): (call: Call) => Result {
  return (call) => {
    mustWrite(call, account);
    call.params.onlyThese();
    mustBeThere(made);
    made.status = 'DELETED';
    made.updated_at = call.world.clock.now();
    call.world.wrote('deletions');
    return new Result({ success: true });
  };
}

function mustBeThere({ status }: Made): void {
  if (status !== 'DELETED') return;
  throw invalid('Object was deleted', 'What was deleted can no longer be changed.', { subcode: 1487056 });
}

function accountOf(call: Call, { id, account_id }: Made): AdAccount {
  const account = call.world.accounts.get(`act_${account_id}`);
  if (account === undefined) throw noObject(id, call.method);
  return account;
}
