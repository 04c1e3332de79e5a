import { readUrl } from '../../../../common/text/read-url.js';
import type {
  Audience,
  CampaignPlan,
  PlanFault,
  PlannedCreative,
  PlannedImage,
  SpecialAdCategory,
} from '../campaign.records.js';
import { aimOf, CALLS, canBeSearched, FIRST_AGES, industriesOf, LAST_AGES } from './tiktok.terms.js';
import { hasEmoji, widthOf } from './tiktok.words.js';

const TEXT_LENGTH = 100;
const DISPLAY_LENGTH = 100;
const MOST_BYTES = 10 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** What TikTok runs no ads of, or none that its API can tell of. https://ads.tiktok.com/help/article/tiktok-advertising-policies */
const OUTSIDE: Readonly<Partial<Record<SpecialAdCategory, string>>> = {
  politics: 'cannot be politics: TikTok runs no political ads',
  gambling: 'cannot be gambling: TikTok agrees on that with each advertiser by contract',
  financial_products: 'cannot be financial_products: TikTok knows housing, employment and credit',
};
/** An ad group’s least a day, where TikTok publishes it. https://ads.tiktok.com/help/article/budget */
const LEAST_A_DAY: Readonly<Record<string, number>> = { USD: 20, EUR: 20, GBP: 20 };
/** Width by height, and the least width. https://ads.tiktok.com/help/article/specifications-for-pangle-ad-assets */
const SHAPES = [
  { ratio: 1200 / 628, width: 1200 },
  { ratio: 1, width: 640 },
  { ratio: 720 / 1280, width: 720 },
];
const SHAPE_TOLERANCE = 0.05;

type Say = (field: string, reason: string) => void;

/** What TikTok would refuse, as far as it is published. Pure. */
export function faultsOf(plan: CampaignPlan): PlanFault[] {
  const faults: PlanFault[] = [];
  const say: Say = (field, reason) => void faults.push({ field, reason });
  checkObjective(plan, say);
  checkBudget(plan, say);
  checkAudience(plan, say);
  checkCategories(plan, say);
  plan.creatives.forEach((creative, index) =>
    checkCreative(creative, (field, reason) => say(`creatives.${index}.${field}`, reason)),
  );
  return faults;
}

function checkObjective({ objective, conversion }: CampaignPlan, say: Say): void {
  if (objective === 'engagement') {
    say('objective', 'is for videos and profiles on TikTok: choose traffic for an ad that leads to a website');
  }
  if (objective === 'conversions' && conversion === null) say('conversion', 'is needed: which event of which pixel');
  if (conversion !== null && objective !== 'conversions' && objective !== 'leads') {
    say('conversion', `is nothing that TikTok takes for ${objective}: leave it out`);
  }
  if (conversion !== null && !/^\d+$/.test(conversion.pixel_id)) say('conversion.pixel_id', 'must be a number');
}

function checkBudget(plan: CampaignPlan, say: Say): void {
  const { budget_type: type, budget_amount: amount, currency, start_at: start, end_at: end } = plan;
  const span = end === null ? null : Date.parse(end) - Date.parse(start);
  if (span !== null && span <= 0) say('end_date', 'must be after the start');
  if (type === 'lifetime' && span === null) say('end_date', 'is needed for a lifetime budget');
  if (/\.\d{3}/.test(amount)) say('budget_amount', 'may have at most two decimal places');
  const least = LEAST_A_DAY[currency];
  if (least === undefined) return;
  const days = type === 'daily' || span === null ? 1 : Math.max(1, Math.ceil(span / DAY_MS));
  if (Number(amount) >= least * days) return;
  const whole = days === 1 ? 'a day' : `for ${days} days, ${least} for each`;
  say('budget_amount', `must be at least ${least * days} ${currency} ${whole}`);
}

function checkAudience(plan: CampaignPlan, say: Say): void {
  checkAges(plan.audience, say);
  const { custom_audiences: wanted, excluded_custom_audiences: unwanted, placements } = plan.audience;
  const strange = placements.filter((place) => place !== 'feed' && place !== 'partner_apps' && place !== 'search');
  if (strange.length > 0) say('target_audience.placements', `are not all TikTok’s: it has no ${strange.join(', ')}`);
  const aim = aimOf(plan);
  if (placements.includes('search')) {
    if (!placements.includes('feed')) say('target_audience.placements', 'must have feed for search to be among them');
    if (aim !== null && !canBeSearched(aim))
      say('target_audience.placements', `may not have search for this objective`);
  }
  if (wanted.some((id) => unwanted.includes(id))) {
    say('target_audience.excluded_custom_audiences', 'may not have what custom_audiences has');
  }
}

function checkAges({ age_min: min, age_max: max }: Audience, say: Say): void {
  if (min !== null && !FIRST_AGES.includes(min)) {
    say('target_audience.age_min', `must begin one of TikTok’s age groups: ${FIRST_AGES.join(', ')}`);
  }
  if (max !== null && !LAST_AGES.includes(max)) {
    say('target_audience.age_max', `must end one of TikTok’s age groups: ${LAST_AGES.join(', ')}`);
  }
  if ((min ?? 0) > (max ?? Infinity)) say('target_audience.age_max', 'must not be below age_min');
  if (min === null && max !== null && max < 18) say('target_audience.age_min', 'is needed to aim at people under 18');
}

/** Of housing, employment and credit nobody may be left out by age or gender. */
function checkCategories({ special_ad_categories: categories, audience }: CampaignPlan, say: Say): void {
  for (const category of categories) {
    const reason = OUTSIDE[category];
    if (reason !== undefined) say('special_ad_categories', reason);
  }
  if (industriesOf(categories).length === 0) return;
  const isNarrow = (audience.age_min ?? 0) > 18 || (audience.age_max ?? 65) < 65;
  if (isNarrow) say('target_audience.age_min', 'and age_max may not narrow the audience of a special ad category');
  if (audience.genders.length === 1) {
    say('target_audience.genders', 'may not narrow the audience of a special ad category');
  }
}

function checkCreative(creative: PlannedCreative, say: Say): void {
  const { primary_text: text, display_name: name, link_url: link, call_to_action: call } = creative;
  if (text.trim() === '') say('primary_text', 'is needed');
  if (widthOf(text) > TEXT_LENGTH) {
    say('primary_text', `may have at most ${TEXT_LENGTH} characters; Chinese and Japanese ones count twice`);
  }
  if (hasEmoji(text) || /[{}#]/.test(text)) say('primary_text', 'may have no emojis and none of { } #');
  if (name.trim() === '') say('display_name', 'is needed');
  if (widthOf(name) > DISPLAY_LENGTH) say('display_name', `may have at most ${DISPLAY_LENGTH} characters`);
  if (hasEmoji(name)) say('display_name', 'may have no emojis');
  if (!/^https?:$/.test(readUrl(link)?.protocol ?? '')) say('link_url', 'must be an address on the web');
  if (call !== null && CALLS[call] === null) say('call_to_action', `may be any on TikTok but ${call}`);
  checkImage(creative.image, say);
}

function checkImage({ content_type: type, size, width, height }: PlannedImage, say: Say): void {
  if (type !== 'image/png' && type !== 'image/jpeg') say('image_id', 'must be a PNG or a JPEG');
  if (size > MOST_BYTES) say('image_id', 'may have at most 10 MB');
  const ratio = width / height;
  const isTaken = SHAPES.some((shape) => Math.abs(ratio / shape.ratio - 1) < SHAPE_TOLERANCE && width >= shape.width);
  if (isTaken) return;
  say('image_id', `must be at least 1200×628, 640×640 or 720×1280 pixels in that shape, and is ${width}×${height}`);
}
