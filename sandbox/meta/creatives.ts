import type { Json, JsonObject } from '../core/json.js';
import { readUrl } from '../core/read-url.js';
import type { AdAccount } from './accounts.js';
import { isCheckOnly } from './campaigns.js';
import { type Call, mustWrite, Result } from './call.js';
import { INSTAGRAM_ID, PAGE_ID } from './people.js';
import type { Creative } from './records.js';
import { GraphRefusal, invalid, wrongParam } from './refusal.js';
import { isObject } from './targeting.js';
import { creativeNode } from './views.js';

const TEXTS: Record<string, number> = { message: 2200, name: 255, description: 255, caption: 255 };
const LINK_KEYS = [
  ...Object.keys(TEXTS),
  'link',
  'image_hash',
  'picture',
  'call_to_action',
  'child_attachments',
  'multi_share_end_card',
  'multi_share_optimized',
  'attachment_style',
  'image_crops',
];
const ACTIONS = [
  'SHOP_NOW',
  'LEARN_MORE',
  'SIGN_UP',
  'BOOK_TRAVEL',
  'CONTACT_US',
  'DOWNLOAD',
  'GET_OFFER',
  'GET_QUOTE',
  'SUBSCRIBE',
  'APPLY_NOW',
  'BUY_NOW',
  'ORDER_NOW',
  'SEE_MENU',
  'WATCH_MORE',
  'NO_BUTTON',
];
const LEAST_PIXELS = 600;
const RATIOS = { low: 0.5, high: 1.91 };

/** POST act_X/adcreatives. */
export function createCreative(call: Call, account: AdAccount): Result {
  const { params } = call;
  mustWrite(call, account);
  const { creative, check } = creativeFrom(call, account, {
    name: params.text('name'),
    spec: params.object('object_story_spec'),
    story: params.text('object_story_id'),
    instagram: params.text('instagram_user_id'),
    tags: params.text('url_tags'),
    freedom: params.object('degrees_of_freedom_spec'),
    check: isCheckOnly(params),
  });
  params.onlyThese(['authorization_category', 'contextual_multi_ads', 'adlabels']);
  if (check) return new Result({ success: true });
  keepCreative(call, creative);
  return new Result({ id: creative.id }, () => creativeNode(creative));
}

/** A creative that is said within an ad. Throws GraphRefusal. */
export function creativeWithin(call: Call, account: AdAccount, given: JsonObject): Creative {
  const spec = isObject(given.object_story_spec) ? given.object_story_spec : null;
  const text = (name: string): string | null => (typeof given[name] === 'string' ? given[name] : null);
  return creativeFrom(call, account, {
    name: text('name'),
    spec,
    story: text('object_story_id'),
    instagram: text('instagram_user_id'),
    tags: text('url_tags'),
    freedom: null,
    check: false,
  }).creative;
}

export function keepCreative({ world }: Call, creative: Creative): void {
  creative.id = world.store.newId('creative');
  if (creative.name === '') creative.name = `Creative ${creative.id}`;
  world.store.creatives.set(creative.id, creative);
  world.wrote('creatives');
}

interface Said {
  name: string | null;
  spec: JsonObject | null;
  story: string | null;
  instagram: string | null;
  tags: string | null;
  freedom: JsonObject | null;
  check: boolean;
}

function creativeFrom(call: Call, account: AdAccount, said: Said): { creative: Creative; check: boolean } {
  const { world } = call;
  if (said.spec === null && said.story === null) {
    const words = 'The creative must have an object_story_spec or an object_story_id.';
    throw invalid('Ad creative is incomplete', words, { subcode: 1443048, fields: ['object_story_spec'] });
  }
  if (said.spec !== null) checkStory(call, account, said.spec);
  if (said.instagram !== null) checkInstagram(call, said.instagram);
  const now = world.clock.now();
  const creative: Creative = {
    id: '',
    account_id: account.account_id,
    name: said.name ?? '',
    status: 'ACTIVE',
    created_at: now,
    updated_at: now,
    object_story_spec: said.spec,
    object_story_id: said.story,
    instagram_user_id: said.instagram,
    image_hash: null,
    url_tags: said.tags,
    degrees_of_freedom_spec: said.freedom,
  };
  return { creative, check: said.check };
}

function checkStory(call: Call, account: AdAccount, spec: JsonObject): void {
  onlyKeys(spec, ['page_id', 'instagram_user_id', 'link_data', 'photo_data'], 'object_story_spec');
  const page = spec.page_id;
  if (typeof page !== 'string' && typeof page !== 'number') {
    const words = 'Your ad must be linked to a Facebook Page.';
    throw invalid('Facebook Page is missing', words, { subcode: 1487202, fields: ['object_story_spec'] });
  }
  if (String(page) !== PAGE_ID || !call.token.scopes.includes('pages_manage_ads') || !call.world.page.is_published) {
    throw new GraphRefusal(200, '(#200) Permissions error', {
      status: 403,
      subcode: 1487202,
      title: 'No permission to advertise for this Page',
      words: 'You need to be able to create ads for the Page, and it must be published.',
    });
  }
  const { instagram_user_id: instagram, link_data: link, photo_data: photo } = spec;
  if (instagram !== undefined)
    checkInstagram(call, typeof instagram === 'string' ? instagram : JSON.stringify(instagram));
  if (isObject(link)) checkLink(call, account, link);
  else if (isObject(photo)) {
    checkText(photo.caption, 'message');
    checkImage(call, account, photo.image_hash);
  } else {
    const words = 'object_story_spec must have link_data or photo_data.';
    throw invalid('Ad creative is incomplete', words, { subcode: 1443048, fields: ['object_story_spec'] });
  }
}

function checkInstagram({ world }: Call, id: string): void {
  if (id === INSTAGRAM_ID && world.page.has_instagram) return;
  const words = 'The Instagram account is not connected to the Page, or you may not advertise for it.';
  throw invalid('Invalid Instagram account', words, { subcode: 1772103, fields: ['instagram_user_id'] });
}

function checkLink(call: Call, account: AdAccount, link: JsonObject): void {
  onlyKeys(link, LINK_KEYS, 'object_story_spec[link_data]');
  for (const name of Object.keys(TEXTS)) checkText(link[name], name);
  const target = typeof link.link === 'string' ? readUrl(link.link) : null;
  if (target === null || !/^https?:$/.test(target.protocol)) {
    const words = 'The website address of the ad is missing or is no address.';
    throw invalid('Invalid link', words, { subcode: 1815520, fields: ['object_story_spec'] });
  }
  const action = link.call_to_action;
  if (isObject(action) && (typeof action.type !== 'string' || !ACTIONS.includes(action.type))) {
    throw wrongParam(`Param object_story_spec[link_data][call_to_action][type] must be one of {${ACTIONS.join(', ')}}`);
  }
  const children = link.child_attachments;
  if (Array.isArray(children)) {
    if (children.length < 2 || children.length > 10) {
      throw invalid('Invalid carousel', 'A carousel has 2 to 10 cards.', { subcode: 1815629 });
    }
    for (const child of children.filter(isObject)) {
      for (const name of ['name', 'description']) checkText(child[name], name);
      checkImage(call, account, child.image_hash);
    }
    return;
  }
  if (link.picture === undefined) checkImage(call, account, link.image_hash);
}

function checkText(value: Json | undefined, name: string): void {
  if (value === undefined || value === null) return;
  const most = TEXTS[name] ?? 255;
  if (typeof value !== 'string') throw wrongParam(`Param object_story_spec[link_data][${name}] must be a string`);
  // As people count: a flag or a family is one.
  if (Array.from(value).length <= most) return;
  const words = `The text ${name} may have at most ${most} characters.`;
  throw invalid('Text is too long', words, { subcode: 1487851, fields: ['object_story_spec'] });
}

function checkImage({ world }: Call, account: AdAccount, hash: Json | undefined): void {
  const image = typeof hash === 'string' ? world.store.images.get(`${account.account_id}:${hash}`) : undefined;
  if (image === undefined) {
    const words = 'The image does not exist in this ad account: upload it first.';
    throw invalid('Image not found', words, { subcode: 1487242, fields: ['image_hash'] });
  }
  const ratio = image.width / image.height;
  if (image.width < LEAST_PIXELS && image.height < LEAST_PIXELS) {
    const words = `The image is ${image.width} × ${image.height} pixels: it must be at least ${LEAST_PIXELS} wide or high.`;
    throw invalid('Image is too small', words, { subcode: 1487212, fields: ['image_hash'] });
  }
  if (ratio > RATIOS.high * 1.03 || ratio < RATIOS.low * 0.97) {
    const words = 'The ratio of width to height must be between 1:2 and 1.91:1.';
    throw invalid('Image ratio isn’t supported', words, { subcode: 1815199, fields: ['image_hash'] });
  }
}

function onlyKeys(value: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw wrongParam(`Invalid keys "${unknown}" were found in param "${where}".`);
}
