import type * as Sdk from 'facebook-nodejs-business-sdk';
import type { Json, JsonObject } from '../../../../common/json.js';
import type { ObjectKind } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { badAnswer, type MetaClient } from './meta.client.js';
import { loadSdk } from './meta.sdk.js';
import { idIn } from './meta.values.js';

/** What can be changed at Meta. */
export type NodeKind = 'campaign' | 'ad_set' | 'ad';

/** Lists, by what they belong to. */
export const LISTS = {
  campaigns: ['AdAccount', 'getCampaigns'],
  ads: ['AdAccount', 'getAds'],
  creatives: ['AdAccount', 'getAdCreatives'],
  images: ['AdAccount', 'getAdImages'],
  pixels: ['AdAccount', 'getAdsPixels'],
  audiences: ['AdAccount', 'getCustomAudiences'],
  campaign_ad_sets: ['Campaign', 'getAdSets'],
  ad_set_ads: ['AdSet', 'getAds'],
} as const;

export interface Listed {
  list: keyof typeof LISTS;
  /** Of what the list belongs to. */
  of: string;
  fields: readonly string[];
  params?: JsonObject;
  /** Of `limit` (100) things each; no more are looked at. */
  most_pages?: number;
}

const CLASSES = { account: 'AdAccount', campaign: 'Campaign', ad_set: 'AdSet', ad: 'Ad' } as const;
type ClassName = (typeof CLASSES)[keyof typeof CLASSES];
const MAKING = {
  image: 'createAdImage',
  campaign: 'createCampaign',
  ad_set: 'createAdSet',
  creative: 'createAdCreative',
  ad: 'createAd',
} as const;
const PAGE_SIZE = 100;
const MOST_PAGES = 50;

type Cursor = Awaited<ReturnType<Sdk.AdAccount['getCampaigns']>>;
type GetList = (fields: string[], params: JsonObject) => Cursor | Promise<Cursor>;

/** What is at Meta, through its SDK's objects, whose calls the client makes. */
export class MetaGraph {
  constructor(private readonly client: MetaClient) {}

  /** Gives what Meta answers. Twice may be two, but of pictures. */
  async make(
    connection: NetworkConnection,
    account: string,
    kind: ObjectKind,
    params: JsonObject,
  ): Promise<JsonObject> {
    const isRehearsal = params.execution_options !== undefined;
    const owner = await this.node(connection, 'AdAccount', account, isRehearsal);
    const made: Sdk.AbstractCrudObject = await owner[MAKING[kind]]([], { ...params });
    return dataOf(made);
  }

  /** Twice is once. */
  async change(connection: NetworkConnection, kind: NodeKind, id: string, params: JsonObject): Promise<void> {
    const node = await this.node(connection, CLASSES[kind], id, true);
    await node.update([], { ...params });
  }

  /** Twice is an error: see isGone. */
  async drop(connection: NetworkConnection, kind: NodeKind, id: string): Promise<void> {
    const node = await this.node(connection, CLASSES[kind], id, true);
    await node.delete([]);
  }

  async read(
    connection: NetworkConnection,
    kind: NodeKind | 'account',
    id: string,
    fields: readonly string[],
  ): Promise<JsonObject> {
    const node = await this.node(connection, CLASSES[kind], id, true);
    await node.read([...fields]);
    return dataOf(node);
  }

  async list(connection: NetworkConnection, { list, of, fields, params, most_pages }: Listed): Promise<JsonObject[]> {
    const [owner, getter] = LISTS[list];
    const node = (await this.node(connection, owner, of, true)) as unknown as Record<typeof getter, GetList>;
    const cursor = await node[getter]([...fields], { limit: PAGE_SIZE, ...params });
    const found = cursor.map(dataOf);
    for (let page = 1; cursor.hasNext() && page < (most_pages ?? MOST_PAGES); page += 1) {
      await cursor.next();
      found.push(...cursor.map(dataOf));
    }
    return found;
  }

  /** The rows of insights page by page, as they come: the SDK's objects of them take longer than all else of an import. */
  async *rows(connection: NetworkConnection, id: string, params: JsonObject): AsyncGenerator<JsonObject[]> {
    const api = await this.api(connection, true);
    let after: string | undefined;
    do {
      const asked = after === undefined ? params : { ...params, after };
      const page = await api.call<{ data: JsonObject[]; paging?: { next?: string; cursors?: { after?: string } } }>(
        'GET',
        [id, 'insights'],
        asked,
      );
      yield page.data;
      const next = page.paging?.next === undefined ? undefined : page.paging.cursors?.after;
      if (next !== undefined && next === after) throw badAnswer('a page of insights follows itself');
      after = next;
    } while (after !== undefined);
  }

  /** The id of a report that Meta works on in the background. */
  async startReport(connection: NetworkConnection, account: string, params: JsonObject): Promise<string> {
    const owner = await this.node(connection, 'AdAccount', account, true);
    const report = await owner.getInsightsAsync([], { ...params });
    return idIn(report.id, 'a report');
  }

  /** How far Meta is with it. The SDK's object of a report forgets by whom it was made, and cannot be asked. */
  async readReport(connection: NetworkConnection, id: string, fields: readonly string[]): Promise<JsonObject> {
    const api = await this.api(connection, true);
    return api.call<JsonObject>('GET', [id], { fields: fields.join(',') });
  }

  /** What can be named in an audience; the SDK has no object for it. */
  async search(connection: NetworkConnection, params: JsonObject): Promise<JsonObject[]> {
    const api = await this.api(connection, true);
    const { data } = await api.call<{ data?: JsonObject[] }>('GET', ['search'], params);
    if (Array.isArray(data)) return data;
    throw badAnswer('a search came without data');
  }

  private async node<Name extends ClassName>(
    connection: NetworkConnection,
    name: Name,
    id: string,
    isRepeatable: boolean,
  ): Promise<InstanceType<(typeof Sdk)[Name]>> {
    const { sdk } = await loadSdk();
    const node = new sdk[name](id, {}, null, await this.api(connection, isRepeatable));
    // Or else the id, too, would be sent as a change.
    node.clearHistory();
    return node as InstanceType<(typeof Sdk)[Name]>;
  }

  private async api(connection: NetworkConnection, isRepeatable: boolean): Promise<Sdk.FacebookAdsApi> {
    const { apiOn } = await loadSdk();
    return apiOn(({ method, path, params }) => {
      if (method === 'GET') return this.client.signed(connection, { method, path, query: inQuery(params) });
      if (method === 'DELETE') return this.client.signed(connection, { method, path, is_repeatable: isRepeatable });
      return this.client.signed(connection, { method: 'POST', path, body: params, is_repeatable: isRepeatable });
    });
  }
}

function dataOf(node: object): JsonObject {
  return (node as Sdk.AbstractCrudObject).exportAllData() as JsonObject;
}

/** Graph takes lists and objects in an address as JSON. */
function inQuery(params: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, textOf(value)]));
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
