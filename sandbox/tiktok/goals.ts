import { wrong } from './refusal.js';

/** What can be optimised for, by objective. */
const FITS: Record<string, readonly string[]> = {
  REACH: ['REACH'],
  TRAFFIC: ['CLICK', 'TRAFFIC_LANDING_PAGE_VIEW'],
  VIDEO_VIEWS: ['ENGAGED_VIEW', 'ENGAGED_VIEW_FIFTEEN'],
  ENGAGEMENT: ['FOLLOWERS', 'PAGE_VISIT'],
  LEAD_GENERATION: ['LEAD_GENERATION', 'CONVERT', 'CLICK'],
  APP_PROMOTION: ['INSTALL', 'CLICK'],
  WEB_CONVERSIONS: ['CONVERT', 'CLICK', 'VALUE', 'TRAFFIC_LANDING_PAGE_VIEW'],
  PRODUCT_SALES: ['CONVERT', 'CLICK', 'VALUE'],
};
/** What is paid for, by goal. */
const BILLED: Record<string, string> = {
  REACH: 'CPM',
  CLICK: 'CPC',
  ENGAGED_VIEW: 'CPV',
  ENGAGED_VIEW_FIFTEEN: 'CPV',
};
/** Events of a website that can be optimised for. */
export const EVENTS = [
  'SHOPPING',
  'ON_WEB_CART',
  'ON_WEB_ADD_TO_WISHLIST',
  'INITIATE_ORDER',
  'ADD_BILLING',
  'ON_WEB_DETAIL',
  'ON_WEB_REGISTER',
  'ON_WEB_SEARCH',
  'ON_WEB_SUBSCRIBE',
  'FORM',
  'CONSULT',
  'DOWNLOAD_START',
];
export const GOALS: readonly string[] = [...new Set(Object.values(FITS).flat())];

/** Throws TiktokRefusal when goal, objective and billing do not go together. */
export function checkGoal(objective: string, goal: string, billing: string): void {
  if (FITS[objective]?.includes(goal) !== true) {
    throw wrong(`optimization_goal: ${goal} is not supported for the objective ${objective}.`);
  }
  const wanted = BILLED[goal] ?? 'OCPM';
  if (billing !== wanted) throw wrong(`billing_event: Must be ${wanted} when optimization_goal is ${goal}.`);
}
