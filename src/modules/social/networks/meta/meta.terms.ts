import type {
  CallToAction,
  CampaignPlan,
  ConversionEvent,
  Gender,
  Objective,
  Placement,
  SpecialAdCategory,
} from '../campaign.records.js';
import type { JsonObject } from '../../../../common/json.js';

/** Our words in Meta's. https://developers.facebook.com/docs/marketing-api/reference/ */

export const OBJECTIVE_TERMS: Readonly<Record<Objective, string>> = {
  brand_awareness: 'OUTCOME_AWARENESS',
  traffic: 'OUTCOME_TRAFFIC',
  engagement: 'OUTCOME_ENGAGEMENT',
  leads: 'OUTCOME_LEADS',
  conversions: 'OUTCOME_SALES',
};

/** https://developers.facebook.com/docs/marketing-api/audiences/special-ad-category/ */
export const CATEGORY_TERMS: Readonly<Record<SpecialAdCategory, string>> = {
  housing: 'HOUSING',
  employment: 'EMPLOYMENT',
  credit: 'CREDIT',
  financial_products: 'FINANCIAL_PRODUCTS_SERVICES',
  politics: 'ISSUES_ELECTIONS_POLITICS',
  gambling: 'ONLINE_GAMBLING_AND_GAMING',
};

/** BOOK_TRAVEL is the button that says "Book now". */
export const ACTION_TERMS: Readonly<Record<CallToAction, string>> = {
  shop_now: 'SHOP_NOW',
  learn_more: 'LEARN_MORE',
  sign_up: 'SIGN_UP',
  contact_us: 'CONTACT_US',
  download: 'DOWNLOAD',
  order_now: 'ORDER_NOW',
  book_now: 'BOOK_TRAVEL',
  get_offer: 'GET_OFFER',
  get_quote: 'GET_QUOTE',
  subscribe: 'SUBSCRIBE',
  apply_now: 'APPLY_NOW',
};

const EVENT_TERMS: Readonly<Record<ConversionEvent, string>> = {
  purchase: 'PURCHASE',
  add_to_cart: 'ADD_TO_CART',
  initiate_checkout: 'INITIATED_CHECKOUT',
  add_payment_info: 'ADD_PAYMENT_INFO',
  view_content: 'CONTENT_VIEW',
  lead: 'LEAD',
  complete_registration: 'COMPLETE_REGISTRATION',
  subscribe: 'SUBSCRIBE',
  search: 'SEARCH',
};

export const GENDER_TERMS: Readonly<Record<Gender, number>> = { male: 1, female: 2 };

/** Where each placement is on each platform; a platform that lacks it has none. Meta's net of other apps is a platform of its own. */
export const POSITIONS: Readonly<Record<'facebook' | 'instagram', Partial<Record<Placement, readonly string[]>>>> = {
  facebook: { feed: ['feed'], stories: ['story'], reels: ['facebook_reels'], search: ['search'] },
  instagram: {
    feed: ['stream'],
    stories: ['story'],
    reels: ['reels'],
    explore: ['explore', 'explore_home'],
    search: ['ig_search'],
  },
};
export const OTHER_APPS: Placement = 'partner_apps';

/** Where the European Union's Digital Services Act holds: its members, and their territories that have a code of their own. */
export const EUROPEAN_UNION: ReadonlySet<string> = new Set(
  ('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE ' + 'AX GF GP MF MQ RE YT').split(
    ' ',
  ),
);

/** What an ad set is optimised for; all are paid by impressions, which Meta lets everybody. */
export interface Goal {
  optimization_goal: string;
  billing_event: 'IMPRESSIONS';
  destination_type?: string;
  promoted_object?: JsonObject;
}

/** https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/#odax */
export function goalOf({ objective, conversion, page_id }: CampaignPlan): Goal {
  const paid = { billing_event: 'IMPRESSIONS' } as const;
  if (objective === 'brand_awareness') {
    return { ...paid, optimization_goal: 'REACH', ...(page_id !== null && { promoted_object: { page_id } }) };
  }
  if (objective === 'engagement') {
    return { ...paid, optimization_goal: 'POST_ENGAGEMENT', destination_type: 'ON_POST' };
  }
  if (objective === 'traffic' || conversion === null) {
    return { ...paid, optimization_goal: 'LINK_CLICKS', destination_type: 'WEBSITE' };
  }
  const { pixel_id, event } = conversion;
  return {
    ...paid,
    optimization_goal: 'OFFSITE_CONVERSIONS',
    destination_type: 'WEBSITE',
    promoted_object: { pixel_id, custom_event_type: EVENT_TERMS[event] },
  };
}
