import type { Audience, CampaignPlan, NamedId } from '../campaign.records.js';
import type { JsonObject } from '../../../../common/json.js';
import { GENDER_TERMS, OTHER_APPS, POSITIONS } from './meta.terms.js';

/** https://developers.facebook.com/docs/marketing-api/audiences/reference/basic-targeting/ */
export function targetingOf({ audience, platform }: CampaignPlan): JsonObject {
  const { countries, age_min, age_max, genders, interests } = audience;
  return {
    geo_locations: { countries },
    ...(age_min !== null && { age_min }),
    ...(age_max !== null && { age_max }),
    // Of both it is everybody, as it is of none.
    ...(genders.length === 1 && { genders: genders.map((gender) => GENDER_TERMS[gender]) }),
    ...(interests.length > 0 && { flexible_spec: [{ interests: interests.map(named) }] }),
    ...idsOf('custom_audiences', audience),
    ...idsOf('excluded_custom_audiences', audience),
    ...placementsOf(audience, platform === 'instagram' ? 'instagram' : 'facebook'),
    // What was approved is whom it is shown to: Meta may not widen the audience.
    targeting_automation: { advantage_audience: 0 },
  };
}

/** https://developers.facebook.com/docs/marketing-api/audiences/reference/placement-targeting/ */
function placementsOf({ placements }: Audience, platform: 'facebook' | 'instagram'): JsonObject {
  if (placements.length === 0) return { publisher_platforms: [platform] };
  const positions = placements.flatMap((placement) => POSITIONS[platform][placement] ?? []);
  return {
    publisher_platforms: [
      ...(positions.length > 0 ? [platform] : []),
      ...(placements.includes(OTHER_APPS) ? ['audience_network'] : []),
    ],
    ...(positions.length > 0 && { [`${platform}_positions`]: positions }),
  };
}

function idsOf(name: 'custom_audiences' | 'excluded_custom_audiences', audience: Audience): JsonObject {
  const ids = audience[name];
  return ids.length === 0 ? {} : { [name]: ids.map((id) => ({ id })) };
}

function named({ id, name }: NamedId): JsonObject {
  return { id, ...(name !== null && { name }) };
}
