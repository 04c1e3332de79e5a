import { createHmac } from 'node:crypto';
import { pngHead } from '../core/ads/pictures.js';
import type { Json, JsonObject } from '../core/json.js';
import { createSandbox, type Sandbox } from '../core/server.js';

export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: JsonObject;
  error: JsonObject;
  data: JsonObject[];
}

export const SECRET = 'sandbox-meta-app-secret';
export const EUR = 'act_1000000001';

/** Calls to a sandbox of its own, for this folder's tests. */
export class Graph {
  private constructor(readonly sandbox: Sandbox) {}

  static async start(settings: Record<string, string> = {}): Promise<Graph> {
    return new Graph(await createSandbox({ orders: 5, products: 3, keep_answers: true, settings }));
  }

  get(
    path: string,
    query: Record<string, string> = {},
    token: string | null = 'sandbox-meta-long-token',
  ): Promise<GraphAnswer> {
    const search = new URLSearchParams({ ...(token !== null && { access_token: token }), ...query });
    return this.send(`${path}?${search.toString()}`, { method: 'GET' });
  }

  post(path: string, body: JsonObject = {}, token = 'sandbox-meta-long-token'): Promise<GraphAnswer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return this.send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  remove(path: string, token = 'sandbox-meta-long-token'): Promise<GraphAnswer> {
    return this.send(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  }

  async send(path: string, init: RequestInit): Promise<GraphAnswer> {
    const answer = await fetch(`${this.sandbox.url}/meta/v26.0${path}`, { redirect: 'manual', ...init });
    const text = await answer.text();
    const body = (text === '' ? {} : JSON.parse(text)) as JsonObject;
    const data = Array.isArray(body.data) ? (body.data as JsonObject[]) : [];
    return { status: answer.status, headers: answer.headers, body, error: (body.error ?? {}) as JsonObject, data };
  }

  async event(type: string, payload: JsonObject = {}): Promise<JsonObject> {
    const answer = await this.control('POST', 'events', { provider: 'meta', type, ...payload });
    return answer as JsonObject;
  }

  async control(method: string, path: string, body?: JsonObject): Promise<Json> {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${this.sandbox.url}/_sandbox/${path}`, init);
    const told = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }
}

export function proof(token: string, secret = SECRET): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}

export const SQUARE = pngHead(1080, 1080);

export const CAMPAIGN = {
  name: 'Autumn',
  objective: 'OUTCOME_SALES',
  status: 'PAUSED',
  special_ad_categories: [],
  is_adset_budget_sharing_enabled: false,
} satisfies JsonObject;

export function adSet(campaign_id: string, more: JsonObject = {}): JsonObject {
  return {
    name: 'Germans',
    campaign_id,
    status: 'PAUSED',
    daily_budget: 2000,
    billing_event: 'IMPRESSIONS',
    optimization_goal: 'OFFSITE_CONVERSIONS',
    promoted_object: { pixel_id: '5000000001', custom_event_type: 'PURCHASE' },
    targeting: {
      geo_locations: { countries: ['DE'] },
      age_min: 20,
      age_max: 50,
      targeting_automation: { advantage_audience: 0 },
    },
    dsa_beneficiary: 'Shop GmbH',
    dsa_payor: 'Shop GmbH',
    ...more,
  };
}

export function story(image_hash: string, more: JsonObject = {}): JsonObject {
  const link = { link: 'https://shop.example/', message: 'Buy it', name: 'A title', image_hash, ...more };
  return { page_id: '2000000001', instagram_user_id: '17840000000000001', link_data: link };
}

export interface Published {
  campaign: string;
  adset: string;
  creative: string;
  ad: string;
}

/** A campaign with all that belongs to it, paused. */
export async function publish(graph: Graph, account = EUR, more: JsonObject = {}): Promise<Published> {
  const made = async (edge: string, body: JsonObject): Promise<string> => {
    const answer = await graph.post(`/${account}/${edge}`, body);
    if (typeof answer.body.id !== 'string') throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  };
  const campaign = await made('campaigns', CAMPAIGN);
  const adset = await made('adsets', adSet(campaign, more));
  const upload = await graph.post(`/${account}/adimages`, { bytes: SQUARE.toString('base64') });
  const { hash } = (upload.body.images as Record<string, JsonObject>).bytes ?? {};
  const creative = await made('adcreatives', { name: 'C', object_story_spec: story(hash as string) });
  const ad = await made('ads', { name: 'Ad', adset_id: adset, status: 'PAUSED', creative: { creative_id: creative } });
  return { campaign, adset, creative, ad };
}

export async function switchOn(graph: Graph, { campaign, adset, ad }: Published): Promise<void> {
  for (const id of [ad, adset, campaign]) await graph.post(`/${id}`, { status: 'ACTIVE' });
}
