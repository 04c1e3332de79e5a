import type { AdAccount } from './accounts.js';
import { adsetIn } from './adsets.js';
import { isCheckOnly, nameIn, newStatus, statusIn } from './campaigns.js';
import { type Call, mustWrite, Result } from './call.js';
import { creativeWithin, keepCreative } from './creatives.js';
import type { Ad, Creative } from './records.js';
import { invalid, wrongParam } from './refusal.js';
import { adNode } from './views.js';

const MOST_ADS = 50;

/** POST act_X/ads. */
export function createAd(call: Call, account: AdAccount): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const name = nameIn(params);
  const adset = adsetIn(call, params, account);
  const creative = creativeIn(call, account);
  if (creative === null) throw wrongParam('The parameter creative is required');
  const status = newStatus(params);
  const check = isCheckOnly(params);
  params.onlyThese(['tracking_specs', 'conversion_domain', 'adlabels', 'display_sequence']);
  if (world.store.adsOf('adset_id', adset.id).filter((one) => one.status !== 'DELETED').length >= MOST_ADS) {
    throw invalid('Too many ads', `An ad set may have at most ${MOST_ADS} ads.`, {
      subcode: 1487057,
      fields: ['adset_id'],
    });
  }
  if (check) return new Result({ success: true });
  if (creative.id === '') keepCreative(call, creative);
  const now = world.clock.now();
  const ad: Ad = {
    id: world.store.newId('ad'),
    account_id: account.account_id,
    campaign_id: adset.campaign_id,
    adset_id: adset.id,
    creative_id: creative.id,
    name,
    status,
    created_at: now,
    updated_at: now,
    review: 'approved',
    feedback: {},
  };
  world.store.ads.set(ad.id, ad);
  world.wrote('ads');
  return new Result({ id: ad.id }, () => adNode(world, ad));
}

/** POST of an ad; another creative is reviewed anew. */
export function updateAd(call: Call, account: AdAccount, ad: Ad): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const name = params.has('name') ? nameIn(params) : ad.name;
  const status = statusIn(params) ?? ad.status;
  const creative = creativeIn(call, account);
  const check = isCheckOnly(params);
  params.onlyThese(['tracking_specs', 'conversion_domain', 'adlabels']);
  if (check) return new Result({ success: true });
  if (creative !== null) {
    if (creative.id === '') keepCreative(call, creative);
    if (creative.id !== ad.creative_id)
      Object.assign(ad, { creative_id: creative.id, review: 'approved', feedback: {} });
  }
  Object.assign(ad, { name, status, updated_at: world.clock.now() });
  world.wrote('ad_updates');
  return new Result({ success: true }, () => adNode(world, ad));
}

function creativeIn(call: Call, account: AdAccount): Creative | null {
  const given = call.params.object('creative');
  if (given === null) return null;
  const id = given.creative_id ?? given.id;
  if (id === undefined || id === null) return creativeWithin(call, account, given);
  const creative =
    typeof id === 'string' || typeof id === 'number' ? call.world.store.creatives.get(String(id)) : undefined;
  if (creative?.account_id === account.account_id && creative.status !== 'DELETED') return creative;
  const words = 'The creative does not exist in this ad account.';
  throw invalid('Invalid creative', words, { subcode: 1487015, fields: ['creative'] });
}
