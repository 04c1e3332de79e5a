import type { Json, JsonObject } from '../../../../common/json.js';
import type { CampaignPlan } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import { TIKTOK } from './tiktok.errors.js';
import type { TikTokTools } from './tiktok.tools.js';

/** An ad group with TikTok's places instead of countries. Throws NetworkError `invalid` for one where its ads cannot be shown. */
export async function locatedIn(
  tools: TikTokTools,
  connection: NetworkConnection,
  plan: CampaignPlan,
  { countries: _, ...told }: JsonObject,
): Promise<JsonObject> {
  const regions = await tools.regions(connection, plan);
  const places = plan.audience.countries.map((code): Json => {
    const region = regions.get(code);
    if (region !== undefined) return region.location_id;
    throw new NetworkError('invalid', {
      provider: TIKTOK,
      message: `TikTok shows this account’s ads not in ${code} in these placements`,
    });
  });
  return { ...told, location_ids: places };
}
