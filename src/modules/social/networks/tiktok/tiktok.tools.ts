import type { CampaignPlan } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { TikTokClient } from './tiktok.client.js';
import { pagesOf, type Row, rowsIn, textIn } from './tiktok.lists.js';
import { aimOf, placesOf } from './tiktok.terms.js';

export interface Region {
  location_id: string;
  /** Whether people under 18 may be aimed at there. */
  has_minors: boolean;
}

export interface Interest {
  id: string;
  name: string;
  /** Above it, from the general to the special. */
  path: string[];
  /** TikTok's special ad categories that may aim by it. */
  industries: string[];
}

export interface Pixel {
  id: string;
  name: string;
}

/** TikTok's pages of pixels have at most as many. */
const PIXELS_A_PAGE = 20;

/** What can be named in an ad group, as TikTok lists it. */
export class TikTokTools {
  constructor(private readonly client: TikTokClient) {}

  /** Countries that ads of the plan can be shown in, by ISO 3166-1 alpha-2. */
  async regions(connection: NetworkConnection, plan: CampaignPlan): Promise<Map<string, Region>> {
    const data = await this.client.get(connection, 'tool/region', {
      advertiser_id: plan.ad_account_id,
      placements: placesOf(plan.audience),
      objective_type: aimOf(plan)?.objective_type ?? 'TRAFFIC',
      level_range: 'TO_COUNTRY',
    });
    const countries = rowsIn(data, 'region_info').filter((row) => textIn(row, 'level') === 'COUNTRY');
    return new Map(
      countries.map((row) => [
        textIn(row, 'region_code'),
        { location_id: textIn(row, 'location_id'), has_minors: row.support_below_18 === true },
      ]),
    );
  }

  async interests(connection: NetworkConnection, advertiser_id: string): Promise<Interest[]> {
    const data = await this.client.get(connection, 'tool/interest_category', { advertiser_id, version: '2' });
    const rows = rowsIn(data, 'interest_categories');
    const names = new Map(rows.map((row) => [idOf(row), textIn(row, 'interest_category_name')]));
    const above = new Map(rows.flatMap((row) => listIn(row, 'sub_category_ids').map((id) => [id, idOf(row)] as const)));
    return rows.map((row) => ({
      id: idOf(row),
      name: textIn(row, 'interest_category_name'),
      path: pathOf(idOf(row), above, names),
      industries: listIn(row, 'special_industries'),
    }));
  }

  /** `id`: that one alone. */
  async pixels(connection: NetworkConnection, advertiser_id: string, id?: string): Promise<Pixel[]> {
    const query = { advertiser_id, ...(id !== undefined && { pixel_id: id }) };
    const pixels: Pixel[] = [];
    const pages = pagesOf(this.client, connection, 'pixel/list', query, { name: 'pixels', size: PIXELS_A_PAGE });
    for await (const page of pages) {
      pixels.push(...page.map((row) => ({ id: textIn(row, 'pixel_id'), name: textIn(row, 'pixel_name') })));
    }
    return pixels;
  }
}

const idOf = (row: Row): string => textIn(row, 'interest_category_id');

function listIn(row: Row, name: string): string[] {
  const value = row[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function pathOf(id: string, above: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>): string[] {
  const path: string[] = [];
  const seen = new Set([id]);
  for (let at = above.get(id); at !== undefined && !seen.has(at); at = above.get(at)) {
    path.unshift(names.get(at) ?? at);
    seen.add(at);
  }
  return path;
}
