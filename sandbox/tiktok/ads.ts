import type { Json, JsonObject } from '../core/json.js';
import { readUrl } from '../core/read-url.js';
import type { Advertiser } from './advertisers.js';
import { VIDEO_ID } from './audience-data.js';
import { activeAdvertiserOf, type Call, type Route } from './call.js';
import { listing, namedIn, ownOf, statusIn, switching } from './campaigns.js';
import { Input } from './input.js';
import type { Ad } from './records.js';
import { wrong } from './refusal.js';
import { SCOPES } from './tokens.js';
import { adView } from './views.js';

const FORMATS = ['SINGLE_IMAGE', 'SINGLE_VIDEO', 'CAROUSEL_ADS'];
const ACTIONS = [
  'SHOP_NOW',
  'LEARN_MORE',
  'SIGN_UP',
  'CONTACT_US',
  'DOWNLOAD_NOW',
  'ORDER_NOW',
  'BOOK_NOW',
  'SUBSCRIBE',
  'PREORDER_NOW',
  'READ_MORE',
  'VISIT_STORE',
  'VIEW_NOW',
  'GET_QUOTE',
  'APPLY_NOW',
];
const KINDS = ['CUSTOMIZED_USER', 'AUTH_CODE', 'TT_USER', 'BC_AUTH_TT'];
const TEXT_LENGTH = 100;
const MOST_CREATIVES = 20;
/** Ratio of width to height, and the least width, of each picture that is taken. */
const SHAPES = [
  [1.91, 1200],
  [1, 640],
  [0.5625, 720],
] as const;
const KEPT = [
  'display_name',
  'avatar_icon_web_uri',
  'music_id',
  'utm_params',
  'tracking_pixel_id',
  'dark_post_status',
  'page_id',
];

export const AD_ROUTES: Record<string, Route> = {
  'POST /ad/create/': { scope: SCOPES.ads, run: create },
  'POST /ad/update/': { scope: SCOPES.ads, run: update },
  'POST /ad/status/update/': switching('ad_ids', (world) => world.store.ads),
  'GET /ad/get/': listing((world) => world.store.ads, adView, 'ad_name', {
    campaign_ids: 'campaign_id',
    adgroup_ids: 'adgroup_id',
    ad_ids: 'ad_id',
  }),
};

function create(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const group = ownOf(world.store.adgroups, advertiser, input.needed('adgroup_id'), 'adgroup_id');
  const creatives = creativesIn(input).map((creative) => {
    const status = statusIn(creative);
    return { status, said: creativeFrom(call, advertiser, creative) };
  });
  input.onlyThese();
  const now = world.clock.now();
  const ads = creatives.map(({ status, said }) => {
    const ad: Ad = {
      id: world.store.newId(),
      advertiser_id: advertiser.advertiser_id,
      operation_status: status,
      is_deleted: false,
      created_at: now,
      updated_at: now,
      campaign_id: group.campaign_id,
      adgroup_id: group.id,
      review: 'approved',
      reject_reason: '',
      said,
    };
    world.store.ads.set(ad.id, ad);
    world.wrote('ads');
    return ad;
  });
  return { ad_ids: ads.map((ad) => ad.id), creatives: ads.map((ad) => adView(world, ad)), need_audit: true };
}

function update(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const group = ownOf(world.store.adgroups, advertiser, input.needed('adgroup_id'), 'adgroup_id');
  const isPatch = input.flag('patch_update') ?? false;
  const changed = creativesIn(input).map((creative) => {
    const ad = ownOf(world.store.ads, advertiser, creative.needed('ad_id'), 'ad_id');
    if (ad.adgroup_id !== group.id) throw wrong(`ad_id: ${ad.id} is not in the ad group ${group.id}.`);
    const said = isPatch ? Input.inside({ ...ad.said, ...creative.everything(['ad_id']) }) : creative;
    return { ad, said: creativeFrom(call, advertiser, said) };
  });
  input.onlyThese();
  for (const { ad, said } of changed) Object.assign(ad, { said, review: 'approved', updated_at: world.clock.now() });
  world.wrote('ad_updates');
  return { ad_ids: changed.map(({ ad }) => ad.id), creatives: changed.map(({ ad }) => adView(world, ad)) };
}

function creativesIn(input: Input): Input[] {
  const list = input.list('creatives');
  if (list === null || list.length === 0) throw wrong('creatives: Missing data for required field.');
  if (list.length > MOST_CREATIVES) throw wrong(`creatives: Longer than maximum length ${MOST_CREATIVES}.`);
  return list.map((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw wrong(`creatives.${index}: Not a valid mapping type.`);
    return Input.inside(item);
  });
}

function creativeFrom({ world }: Call, advertiser: Advertiser, input: Input): JsonObject {
  const format = input.neededOf('ad_format', FORMATS);
  const said: JsonObject = { ad_name: namedIn(input, 'ad_name'), ad_format: format };
  const text = input.needed('ad_text');
  if (Array.from(text).length > TEXT_LENGTH) throw wrong(`ad_text: Longer than maximum length ${TEXT_LENGTH}.`);
  if (/\p{Emoji_Presentation}|[{}]/u.test(text)) throw wrong('ad_text: Emojis and { } are not supported.');
  said.ad_text = text;
  const kind = input.neededOf('identity_type', KINDS);
  const identity = input.needed('identity_id');
  const known = world.store.identities.some(
    (one) =>
      one.identity_id === identity &&
      one.identity_type === kind &&
      (one.advertiser_id === null || one.advertiser_id === advertiser.advertiser_id),
  );
  if (!known) throw wrong(`identity_id: ${identity} does not exist or is not authorized.`);
  Object.assign(said, { identity_type: kind, identity_id: identity });
  const address = input.needed('landing_page_url');
  if (!/^https?:$/.test(readUrl(address)?.protocol ?? '')) throw wrong('landing_page_url: Not a valid URL.');
  said.landing_page_url = address;
  const action = input.oneOf('call_to_action', ACTIONS);
  if (action !== null) said.call_to_action = action;
  const images = input.texts('image_ids') ?? [];
  const video = input.text('video_id');
  checkMedia(format, images, video);
  for (const id of images) checkImage(world.store.images.get(id), id, advertiser);
  Object.assign(said, { image_ids: images, ...(video !== null && { video_id: video }) });
  for (const key of KEPT) if (input.has(key)) said[key] = input.raw(key) ?? null;
  input.onlyThese();
  return said;
}

function checkMedia(format: string, images: string[], video: string | null): void {
  const isRight =
    format === 'SINGLE_VIDEO'
      ? video !== null && images.length === 1
      : format === 'SINGLE_IMAGE'
        ? images.length === 1
        : images.length >= 2 && images.length <= 35;
  if (!isRight) throw wrong(`image_ids: Not the number of images that ${format} takes.`);
  if (video !== null && video !== VIDEO_ID) throw wrong(`video_id: The video ${video} does not exist.`);
}

function checkImage(
  image: { advertiser_id: string; width: number; height: number } | undefined,
  id: string,
  { advertiser_id }: Advertiser,
): void {
  if (image?.advertiser_id !== advertiser_id) throw wrong(`image_ids: The image ${id} does not exist.`);
  const ratio = image.width / image.height;
  const isTaken = SHAPES.some(([shape, width]) => Math.abs(ratio / shape - 1) < 0.05 && image.width >= width);
  if (!isTaken) {
    const words = 'The image size is not supported: 1200×628, 640×640 or 720×1280 pixels at least.';
    throw wrong(`image_ids: ${words} (${image.width}×${image.height})`);
  }
}
