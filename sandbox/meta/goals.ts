import type { Json } from '../core/json.js';
import { PAGE_ID, PIXEL_ID } from './people.js';
import type { AdSet, Campaign } from './records.js';
import { invalid, wrongParam } from './refusal.js';

/** What can be optimised for, by objective. */
const FITS: Record<string, readonly string[]> = {
  OUTCOME_AWARENESS: ['REACH', 'IMPRESSIONS', 'AD_RECALL_LIFT', 'THRUPLAY'],
  OUTCOME_TRAFFIC: ['LINK_CLICKS', 'LANDING_PAGE_VIEWS', 'IMPRESSIONS', 'REACH', 'PROFILE_VISIT'],
  OUTCOME_ENGAGEMENT: [
    'POST_ENGAGEMENT',
    'THRUPLAY',
    'PAGE_LIKES',
    'LINK_CLICKS',
    'IMPRESSIONS',
    'REACH',
    'CONVERSATIONS',
  ],
  OUTCOME_LEADS: ['LEAD_GENERATION', 'QUALITY_LEAD', 'OFFSITE_CONVERSIONS', 'LINK_CLICKS', 'LANDING_PAGE_VIEWS'],
  OUTCOME_APP_PROMOTION: ['APP_INSTALLS', 'LINK_CLICKS', 'VALUE'],
  OUTCOME_SALES: ['OFFSITE_CONVERSIONS', 'VALUE', 'LANDING_PAGE_VIEWS', 'LINK_CLICKS', 'IMPRESSIONS', 'REACH'],
};
export const GOALS: readonly string[] = [...new Set(Object.values(FITS).flat())];
export const BILLING_EVENTS: readonly string[] = [
  'IMPRESSIONS',
  'LINK_CLICKS',
  'THRUPLAY',
  'PAGE_LIKES',
  'POST_ENGAGEMENT',
];
const PIXEL_EVENTS = [
  'PURCHASE',
  'ADD_TO_CART',
  'INITIATED_CHECKOUT',
  'LEAD',
  'COMPLETE_REGISTRATION',
  'CONTENT_VIEW',
  'ADD_PAYMENT_INFO',
  'SEARCH',
  'SUBSCRIBE',
  'OTHER',
];

/** Refuses a goal that does not suit the objective, or what it is paid by, or that lacks what it counts. Throws GraphRefusal. */
export function checkGoal(adset: AdSet, campaign: Campaign): void {
  const { optimization_goal: goal, billing_event: billing } = adset;
  if (FITS[campaign.objective]?.includes(goal) !== true) {
    const words = `The performance goal ${goal} is not available for campaigns with the objective ${campaign.objective}.`;
    throw invalid('Performance goal isn’t available', words, { subcode: 2490408, fields: ['optimization_goal'] });
  }
  if (billing !== 'IMPRESSIONS' && billing !== goal) {
    const words = `Ads that are optimised for ${goal} cannot be billed by ${billing}.`;
    throw invalid('Billing event isn’t available', words, { subcode: 1815117, fields: ['billing_event'] });
  }
  const object = adset.promoted_object ?? {};
  if (goal === 'OFFSITE_CONVERSIONS' || goal === 'VALUE') {
    if (object.pixel_id === undefined || object.custom_event_type === undefined) {
      const words = 'Choose the pixel and the event that is to be optimised for.';
      throw invalid('Promoted object is missing', words, { subcode: 1815430, fields: ['promoted_object'] });
    }
    if (textOf(object.pixel_id) !== PIXEL_ID) {
      throw invalid('Invalid pixel', 'The pixel does not exist, or is not shared with this ad account.', {
        subcode: 1815434,
      });
    }
    if (!PIXEL_EVENTS.includes(textOf(object.custom_event_type))) {
      throw wrongParam(`Param promoted_object[custom_event_type] must be one of {${PIXEL_EVENTS.join(', ')}}`);
    }
  }
  if ((goal === 'LEAD_GENERATION' || goal === 'PAGE_LIKES') && textOf(object.page_id) !== PAGE_ID) {
    throw invalid('Promoted object is missing', 'Choose the Page to promote.', {
      subcode: 1815430,
      fields: ['promoted_object'],
    });
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
