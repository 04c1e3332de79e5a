import { createHash } from 'node:crypto';
import { pngHead } from '../core/ads/pictures.js';
import type { Json, JsonObject } from '../core/json.js';
import { createSandbox, type Sandbox } from '../core/server.js';

export interface TiktokAnswer {
  status: number;
  code: number;
  message: string;
  data: JsonObject;
}

export const EUR = '7000000000000000001';

/** Calls to a sandbox of its own, for this folder's tests. */
export class Tiktok {
  private constructor(readonly sandbox: Sandbox) {}

  static async start(settings: Record<string, string> = {}): Promise<Tiktok> {
    return new Tiktok(
      await createSandbox({
        orders: 5,
        products: 3,
        keep_answers: true,
        settings: { SANDBOX_TIKTOK_QPS: '1000', ...settings },
      }),
    );
  }

  /** Lists and objects are sent as JSON. */
  get(path: string, query: JsonObject = {}, token: string | null = 'sandbox-tiktok-token'): Promise<TiktokAnswer> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    return this.send(`${path}?${search.toString()}`, { headers: token === null ? {} : { 'access-token': token } });
  }

  post(path: string, body: JsonObject, token: string | null = 'sandbox-tiktok-token'): Promise<TiktokAnswer> {
    const headers = { 'content-type': 'application/json', ...(token !== null && { 'access-token': token }) };
    return this.send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async send(path: string, init: RequestInit): Promise<TiktokAnswer> {
    const answer = await fetch(`${this.sandbox.url}/tiktok/open_api/v1.3${path}`, init);
    const body = (await answer.json()) as JsonObject;
    const { code, message, data } = body;
    return { status: answer.status, code: code as number, message: message as string, data: data as JsonObject };
  }

  async event(type: string, payload: JsonObject = {}): Promise<JsonObject> {
    return (await this.control('POST', 'events', { provider: 'tiktok', type, ...payload })) as JsonObject;
  }

  async control(method: string, path: string, body?: JsonObject): Promise<Json> {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${this.sandbox.url}/_sandbox/${path}`, init);
    const told = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }
}

export const CAMPAIGN = {
  advertiser_id: EUR,
  campaign_name: 'Autumn',
  objective_type: 'WEB_CONVERSIONS',
  budget_mode: 'BUDGET_MODE_INFINITE',
  operation_status: 'DISABLE',
} satisfies JsonObject;

export function adGroup(campaign_id: string, more: JsonObject = {}): JsonObject {
  return {
    advertiser_id: EUR,
    campaign_id,
    adgroup_name: 'Germans',
    operation_status: 'DISABLE',
    promotion_type: 'WEBSITE',
    placement_type: 'PLACEMENT_TYPE_NORMAL',
    placements: ['PLACEMENT_TIKTOK'],
    location_ids: ['2921044'],
    budget_mode: 'BUDGET_MODE_DAY',
    budget: 20,
    schedule_type: 'SCHEDULE_FROM_NOW',
    schedule_start_time: new Date().toISOString().slice(0, 19).replace('T', ' '),
    optimization_goal: 'CONVERT',
    billing_event: 'OCPM',
    pacing: 'PACING_MODE_SMOOTH',
    pixel_id: '7000000000000000701',
    optimization_event: 'SHOPPING',
    ...more,
  };
}

export function creative(image_id: string, more: JsonObject = {}): JsonObject {
  return {
    ad_name: 'Ad',
    ad_format: 'SINGLE_IMAGE',
    ad_text: 'Buy it',
    image_ids: [image_id],
    identity_type: 'CUSTOMIZED_USER',
    identity_id: '7000000000000000501',
    landing_page_url: 'https://shop.example/',
    call_to_action: 'SHOP_NOW',
    operation_status: 'DISABLE',
    ...more,
  };
}

export async function uploaded(tiktok: Tiktok, width = 1080, height = 1080): Promise<TiktokAnswer> {
  const content = pngHead(width, height);
  const form = new FormData();
  form.set('advertiser_id', EUR);
  form.set('upload_type', 'UPLOAD_BY_FILE');
  form.set('image_signature', createHash('md5').update(content).digest('hex'));
  form.set('image_file', new Blob([new Uint8Array(content)]), 'a.png');
  return tiktok.send('/file/image/ad/upload/', {
    method: 'POST',
    body: form,
    headers: { 'access-token': 'sandbox-tiktok-token' },
  });
}

export interface Published {
  campaign: string;
  adgroup: string;
  ad: string;
  image: string;
}

/** A campaign with all that belongs to it, switched off. */
export async function publish(tiktok: Tiktok, more: JsonObject = {}): Promise<Published> {
  const { data: made } = await tiktok.post('/campaign/create/', CAMPAIGN);
  const campaign = made.campaign_id as string;
  const group = await tiktok.post('/adgroup/create/', adGroup(campaign, more));
  const image = (await uploaded(tiktok)).data.image_id as string;
  const adgroup = group.data.adgroup_id as string;
  const ads = await tiktok.post('/ad/create/', {
    advertiser_id: EUR,
    adgroup_id: adgroup,
    creatives: [creative(image)],
  });
  if (ads.code !== 0) throw new Error(`${group.message} ${ads.message}`);
  const [ad = ''] = ads.data.ad_ids as string[];
  return { campaign, adgroup, ad, image };
}

export async function switchOn(tiktok: Tiktok, { campaign, adgroup, ad }: Published): Promise<void> {
  const on = { advertiser_id: EUR, operation_status: 'ENABLE' };
  await tiktok.post('/ad/status/update/', { ...on, ad_ids: [ad] });
  await tiktok.post('/adgroup/status/update/', { ...on, adgroup_ids: [adgroup] });
  await tiktok.post('/campaign/status/update/', { ...on, campaign_ids: [campaign] });
}
