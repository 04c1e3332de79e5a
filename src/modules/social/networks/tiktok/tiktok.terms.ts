import type { JsonObject } from '../../../../common/json.js';
import type {
  Audience,
  CallToAction,
  CampaignPlan,
  ConversionEvent,
  Objective,
  SpecialAdCategory,
} from '../campaign.records.js';

/** TikTok's words for ours. https://business-api.tiktok.com/portal/docs?id=1737174886619138 (enumerations of v1.3) */

/** What a campaign of an objective optimises for, and what is paid for. */
export interface Aim {
  objective_type: string;
  /** Of the ad group: what is promoted. */
  promotion: JsonObject;
  optimization_goal: string;
  billing_event: string;
  /** Whether the pixel and its event are what it optimises for. */
  by_pixel: boolean;
}

const WEBSITE = { promotion_type: 'WEBSITE' };
const FORM = { promotion_type: 'LEAD_GENERATION', promotion_target_type: 'EXTERNAL_WEBSITE' };
const CLICKS = { optimization_goal: 'CLICK', billing_event: 'CPC', by_pixel: false };
const CONVERSIONS = { optimization_goal: 'CONVERT', billing_event: 'OCPM', by_pixel: true };

const AIMS: Readonly<Record<Objective, Aim | null>> = {
  brand_awareness: {
    objective_type: 'REACH',
    promotion: { promotion_type: 'WEBSITE_OR_DISPLAY' },
    optimization_goal: 'REACH',
    billing_event: 'CPM',
    by_pixel: false,
  },
  traffic: { objective_type: 'TRAFFIC', promotion: WEBSITE, ...CLICKS },
  // Its goals are followers and visits of a TikTok profile: nothing that a picture with a website can be for.
  engagement: null,
  leads: { objective_type: 'LEAD_GENERATION', promotion: FORM, ...CLICKS },
  conversions: { objective_type: 'WEB_CONVERSIONS', promotion: WEBSITE, ...CONVERSIONS },
};

/** Null: TikTok has nothing of the kind for an ad with a picture and a website. */
export function aimOf({ objective, conversion }: Pick<CampaignPlan, 'objective' | 'conversion'>): Aim | null {
  const aim = AIMS[objective];
  return aim !== null && objective === 'leads' && conversion !== null ? { ...aim, ...CONVERSIONS } : aim;
}

export const EVENTS: Readonly<Record<ConversionEvent, string>> = {
  purchase: 'SHOPPING',
  add_to_cart: 'ON_WEB_CART',
  initiate_checkout: 'INITIATE_ORDER',
  add_payment_info: 'ADD_BILLING',
  view_content: 'ON_WEB_DETAIL',
  lead: 'FORM',
  complete_registration: 'ON_WEB_REGISTER',
  subscribe: 'ON_WEB_SUBSCRIBE',
  search: 'ON_WEB_SEARCH',
};

/** TikTok wants one on each ad. */
export const USUAL_CALL_TO_ACTION = 'LEARN_MORE';
export const CALLS: Readonly<Record<CallToAction, string | null>> = {
  shop_now: 'SHOP_NOW',
  learn_more: 'LEARN_MORE',
  sign_up: 'SIGN_UP',
  contact_us: 'CONTACT_US',
  download: 'DOWNLOAD_NOW',
  order_now: 'ORDER_NOW',
  book_now: 'BOOK_NOW',
  get_offer: null,
  get_quote: 'GET_QUOTE',
  subscribe: 'SUBSCRIBE',
  apply_now: 'APPLY_NOW',
};

const INDUSTRIES: Readonly<Record<SpecialAdCategory, string | null>> = {
  housing: 'HOUSING',
  employment: 'EMPLOYMENT',
  credit: 'CREDIT',
  financial_products: null,
  politics: null,
  gambling: null,
};

export function industriesOf(categories: readonly SpecialAdCategory[]): string[] {
  return categories.flatMap((category) => INDUSTRIES[category] ?? []);
}

const AGES = [
  { group: 'AGE_13_17', from: 13, to: 17 },
  { group: 'AGE_18_24', from: 18, to: 24 },
  { group: 'AGE_25_34', from: 25, to: 34 },
  { group: 'AGE_35_44', from: 35, to: 44 },
  { group: 'AGE_45_54', from: 45, to: 54 },
  // 65 is ours for 65 and older; TikTok's last group has no end either.
  { group: 'AGE_55_100', from: 55, to: 65 },
] as const;
const OF_AGE = 18;
export const FIRST_AGES: readonly number[] = AGES.map(({ from }) => from);
export const LAST_AGES: readonly number[] = AGES.map(({ to }) => to);

/** Empty: all. Who names only the upper end aims at nobody under 18: for that the lower end has to be named. */
export function ageGroupsOf({ age_min: min, age_max: max }: Audience): string[] {
  if (min === null && max === null) return [];
  const [first, last] = [min ?? OF_AGE, max ?? Infinity];
  return AGES.filter(({ from, to }) => from >= first && to <= last).map(({ group }) => group);
}

export function genderOf({ genders }: Audience): string {
  const [only] = genders;
  if (only === undefined || new Set(genders).size > 1) return 'GENDER_UNLIMITED';
  return only === 'female' ? 'GENDER_FEMALE' : 'GENDER_MALE';
}

export const PLACED = { feed: 'PLACEMENT_TIKTOK', partner_apps: 'PLACEMENT_PANGLE' } as const;

/** Objectives whose ads can stand among the results of a search. */
const SEARCHED = ['TRAFFIC', 'LEAD_GENERATION', 'WEB_CONVERSIONS'];
export const canBeSearched = (aim: Aim): boolean => SEARCHED.includes(aim.objective_type);

/** Where the ads show, in TikTok's fields. */
export function placementOf({ placements }: Audience, aim: Aim): JsonObject {
  if (placements.length === 0) return { placement_type: 'PLACEMENT_TYPE_AUTOMATIC' };
  const places = placements.flatMap((place) => (place === 'feed' || place === 'partner_apps' ? [PLACED[place]] : []));
  const isChosen = places.includes(PLACED.feed) && canBeSearched(aim);
  return {
    placement_type: 'PLACEMENT_TYPE_NORMAL',
    placements: [...new Set(places)].sort(),
    ...(isChosen && { search_result_enabled: placements.includes('search') }),
  };
}

/** The places that regions and interests are asked for; the network's own choice is judged by TikTok itself. */
export function placesOf({ placements }: Audience): string[] {
  return placements.length === 0 || !placements.includes('partner_apps')
    ? [PLACED.feed]
    : placements.includes('feed')
      ? [PLACED.feed, PLACED.partner_apps]
      : [PLACED.partner_apps];
}
