import { digitsOf } from '../../../../common/money/money.js';
import type { CampaignPlan, PlanFault } from '../campaign.records.js';
import { creativeFaults } from './meta.creative-rules.js';
import { unitsOf } from './meta.money.js';
import { EUROPEAN_UNION, OTHER_APPS, POSITIONS } from './meta.terms.js';

const DAY_MS = 24 * 3600_000;
const YOUNGEST = 13;
/** What Meta takes for granted: nobody under it, and 65 is everybody above as well. */
const USUAL_AGES = { min: 18, max: 65 };
const RESTRICTED = ['housing', 'employment', 'credit', 'financial_products'];
/** Meta takes ads for these only of advertisers that it has verified for them, by an id of that verification. */
const VERIFIED_ONLY = ['SG', 'TW'];
/** https://developers.facebook.com/docs/marketing-api/reference/ad-campaign/ `dsa_beneficiary` */
const ADVERTISER_LENGTH = 512;

/** What Meta is known to refuse of a plan, in the wire's names. Pure. */
export function faultsOf(plan: CampaignPlan): PlanFault[] {
  return [
    ...accountFaults(plan),
    ...budgetFaults(plan),
    ...timeFaults(plan),
    ...audienceFaults(plan),
    ...placementFaults(plan),
    ...categoryFaults(plan),
    ...advertiserFaults(plan),
    ...conversionFaults(plan),
    ...plan.creatives.flatMap(creativeFaults),
  ];
}

function accountFaults({ platform, page_id, profile_id }: CampaignPlan): PlanFault[] {
  if (page_id === null) {
    return [{ field: 'social_account_id', reason: 'needs an account with a page: Meta shows ads as a page’s only' }];
  }
  if (platform !== 'instagram' || profile_id !== null) return [];
  return [{ field: 'social_account_id', reason: 'needs an Instagram account that is connected to its page' }];
}

function budgetFaults({ budget_amount, currency }: CampaignPlan): PlanFault[] {
  const units = unitsOf(budget_amount, currency);
  if (units !== null && units > 0) return [];
  const whole = digitsOf(currency) > 0 && unitsOf('0.5', currency) === null;
  const reason = whole
    ? `must be a whole amount: Meta counts no parts of 1 ${currency}`
    : `is no amount of ${currency}`;
  return [{ field: 'budget_amount', reason }];
}

function timeFaults({ budget_type, start_at, end_at }: CampaignPlan): PlanFault[] {
  if (end_at === null) {
    return budget_type === 'lifetime' ? [{ field: 'end_date', reason: 'is needed with a lifetime budget' }] : [];
  }
  if (Date.parse(end_at) - Date.parse(start_at) >= DAY_MS) return [];
  return [{ field: 'end_date', reason: 'must be at least 24 hours after the start' }];
}

function audienceFaults({ audience }: CampaignPlan): PlanFault[] {
  const { age_min, age_max, countries } = audience;
  const faults: PlanFault[] = [];
  const [low, high] = [age_min ?? USUAL_AGES.min, age_max ?? USUAL_AGES.max];
  for (const [field, age] of Object.entries({ age_min, age_max })) {
    if (age === null || (Number.isInteger(age) && age >= YOUNGEST && age <= USUAL_AGES.max)) continue;
    faults.push({ field: `target_audience.${field}`, reason: `must be from ${YOUNGEST} to ${USUAL_AGES.max}` });
  }
  if (low > high) {
    faults.push({ field: 'target_audience.age_min', reason: `may not be above the highest age, ${high}` });
  }
  if (countries.length === 0) faults.push({ field: 'target_audience.countries', reason: 'needs at least one country' });
  const verified = countries.filter((country) => VERIFIED_ONLY.includes(country));
  if (verified.length > 0) {
    const reason = `has ${verified.join(', ')}: there Meta takes ads of verified advertisers only, made in its Ads Manager`;
    faults.push({ field: 'target_audience.countries', reason });
  }
  return faults;
}

function placementFaults({ audience, platform, objective }: CampaignPlan): PlanFault[] {
  const isInstagram = platform === 'instagram';
  const field = 'target_audience.placements';
  return audience.placements.flatMap((placement): PlanFault[] => {
    if (placement === OTHER_APPS && !isInstagram) {
      if (objective !== 'engagement') return [];
      return [{ field, reason: `has ${placement}, which Meta does not offer for the objective engagement` }];
    }
    if (POSITIONS[isInstagram ? 'instagram' : 'facebook'][placement] !== undefined) return [];
    return [{ field, reason: `has ${placement}, which ${isInstagram ? 'Instagram' : 'Facebook'} does not have` }];
  });
}

/** https://developers.facebook.com/docs/marketing-api/audiences/special-ad-category/ */
function categoryFaults({ special_ad_categories: categories, audience }: CampaignPlan): PlanFault[] {
  const faults: PlanFault[] = [];
  if (categories.includes('politics')) {
    const reason = 'has politics: Meta wants such advertisers authorised, and their ads made in its Ads Manager';
    faults.push({ field: 'special_ad_categories', reason });
  }
  const restricted = categories.filter((one) => RESTRICTED.includes(one));
  if (restricted.length === 0) return faults;
  const refuse = (field: string, what: string): void => {
    faults.push({ field: `target_audience.${field}`, reason: `${what} for ${restricted.join(', ')}` });
  };
  const { age_min, age_max, genders } = audience;
  if ((age_min ?? USUAL_AGES.min) !== USUAL_AGES.min) refuse('age_min', `must be ${USUAL_AGES.min}`);
  if ((age_max ?? USUAL_AGES.max) !== USUAL_AGES.max) refuse('age_max', `must be ${USUAL_AGES.max}`);
  if (genders.length === 1) refuse('genders', 'must be all');
  return faults;
}

/** https://developers.facebook.com/docs/marketing-api/reference/ad-campaign/ `dsa_payor` */
function advertiserFaults({ advertiser, audience }: CampaignPlan): PlanFault[] {
  const european = audience.countries.filter((country) => EUROPEAN_UNION.has(country));
  if (advertiser === null) {
    if (european.length === 0) return [];
    const reason = `is needed in ${european.join(', ')}: the European Union wants named who benefits and who pays`;
    return [{ field: 'advertiser', reason }];
  }
  return Object.entries(advertiser).flatMap(([name, text]): PlanFault[] => {
    const field = `advertiser.${name}`;
    if (text.length > ADVERTISER_LENGTH) return [{ field, reason: `may have at most ${ADVERTISER_LENGTH} characters` }];
    return text.trim() === '' && european.length > 0 ? [{ field, reason: 'is needed in the European Union' }] : [];
  });
}

function conversionFaults({ objective, conversion }: CampaignPlan): PlanFault[] {
  if (objective !== 'conversions' || conversion !== null) return [];
  return [{ field: 'conversion', reason: 'is needed: a pixel and the event that is to be brought about' }];
}
