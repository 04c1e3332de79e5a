import type { CampaignPlan, PlanFault } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { industriesOf } from './tiktok.terms.js';
import type { TikTokTools } from './tiktok.tools.js';

const OF_AGE = 18;

/**
 * What TikTok has to be asked about. It tells the least budgets nowhere, and its published contract has no list of custom audiences:
 * about those the first call that names them decides.
 */
export async function liveFaultsOf(
  tools: TikTokTools,
  connection: NetworkConnection,
  plan: CampaignPlan,
): Promise<PlanFault[]> {
  const { end_at: end } = plan;
  const hasEnded = end !== null && Date.parse(end) <= connection.clock.ms();
  return [
    ...(hasEnded ? [{ field: 'end_date', reason: 'must be in the future' }] : []),
    ...(await placeFaults(tools, connection, plan)),
    ...(await interestFaults(tools, connection, plan)),
    ...(await pixelFaults(tools, connection, plan)),
  ];
}

async function placeFaults(
  tools: TikTokTools,
  connection: NetworkConnection,
  plan: CampaignPlan,
): Promise<PlanFault[]> {
  const regions = await tools.regions(connection, plan);
  const { countries, age_min: min } = plan.audience;
  const unknown = countries.filter((code) => !regions.has(code));
  const grown = min !== null && min < OF_AGE ? countries.filter((code) => regions.get(code)?.has_minors === false) : [];
  const faults: PlanFault[] = [];
  if (unknown.length > 0) {
    const reason = `may not have ${unknown.join(', ')}: TikTok shows this account’s ads there in none of these placements`;
    faults.push({ field: 'target_audience.countries', reason });
  }
  if (grown.length > 0) {
    const reason = `must be at least ${OF_AGE} in ${grown.join(', ')}`;
    faults.push({ field: 'target_audience.age_min', reason });
  }
  return faults;
}

async function interestFaults(
  tools: TikTokTools,
  connection: NetworkConnection,
  plan: CampaignPlan,
): Promise<PlanFault[]> {
  const { interests } = plan.audience;
  if (interests.length === 0) return [];
  const known = new Map((await tools.interests(connection, plan.ad_account_id)).map((one) => [one.id, one]));
  const industries = industriesOf(plan.special_ad_categories);
  return interests.flatMap(({ id }, index) => {
    const field = `target_audience.interests.${index}.id`;
    const interest = known.get(id);
    if (interest === undefined) return [{ field, reason: 'is no interest of TikTok’s' }];
    if (industries.every((industry) => interest.industries.includes(industry))) return [];
    return [{ field, reason: `(${interest.name}) is nothing that a special ad category may aim by` }];
  });
}

async function pixelFaults(
  tools: TikTokTools,
  connection: NetworkConnection,
  { conversion, ad_account_id: advertiser }: CampaignPlan,
): Promise<PlanFault[]> {
  if (conversion === null) return [];
  const { pixel_id: id } = conversion;
  const pixels = await tools.pixels(connection, advertiser, id);
  return pixels.some((pixel) => pixel.id === id)
    ? []
    : [{ field: 'conversion.pixel_id', reason: 'is no pixel of this ad account' }];
}
