import type { Json, JsonObject } from '../core/json.js';
import { AUDIENCES, COUNTRIES, EUROPEAN_UNION, INTERESTS } from './audience-data.js';
import { invalid, wrongParam } from './refusal.js';

const KNOWN = new Set([
  'age_max',
  'age_min',
  'age_range',
  'custom_audiences',
  'device_platforms',
  'excluded_custom_audiences',
  'excluded_geo_locations',
  'exclusions',
  'facebook_positions',
  'flexible_spec',
  'genders',
  'geo_locations',
  'instagram_positions',
  'interests',
  'locales',
  'publisher_platforms',
  'targeting_automation',
  'targeting_optimization',
  'user_os',
]);
const PLATFORMS = ['facebook', 'instagram', 'audience_network', 'messenger', 'threads'];
const POSITIONS: Record<string, readonly string[]> = {
  facebook_positions: [
    'feed',
    'right_hand_column',
    'marketplace',
    'video_feeds',
    'story',
    'search',
    'instream_video',
    'facebook_reels',
    'facebook_reels_overlay',
    'profile_feed',
    'notification',
  ],
  instagram_positions: [
    'stream',
    'story',
    'explore',
    'explore_home',
    'reels',
    'profile_feed',
    'ig_search',
    'profile_reels',
  ],
};
const RESTRICTED = ['HOUSING', 'EMPLOYMENT', 'CREDIT', 'FINANCIAL_PRODUCTS_SERVICES'];

/** Refuses what Meta refuses of an audience. Throws GraphRefusal. */
export function checkTargeting(targeting: JsonObject, categories: readonly string[]): void {
  for (const name of Object.keys(targeting)) {
    if (!KNOWN.has(name)) throw wrongParam(`Invalid keys "${name}" were found in param "targeting".`);
  }
  countriesOf(targeting);
  checkAges(targeting);
  checkLists(targeting);
  checkPlacements(targeting);
  if (categories.some((one) => RESTRICTED.includes(one))) checkRestricted(targeting);
}

/** The countries that it names. Throws GraphRefusal when it names no place at all. */
export function countriesOf(targeting: JsonObject): string[] {
  const geo = targeting.geo_locations;
  if (!isObject(geo) || Object.values(geo).every((one) => !Array.isArray(one) || one.length === 0)) {
    const words = 'Your ad set must have at least one location: a country, region, city or another place.';
    throw invalid('Location is missing', words, { subcode: 1885364, fields: ['targeting'] });
  }
  const countries = geo.countries ?? [];
  if (!Array.isArray(countries)) throw wrongParam('Param targeting[geo_locations][countries] must be an array.');
  return countries.map((country) => {
    if (typeof country === 'string' && COUNTRIES.has(country)) return country;
    throw wrongParam(`Param targeting[geo_locations][countries] has an invalid country ${JSON.stringify(country)}.`);
  });
}

/** Whether the Digital Services Act wants to know who advertises and who pays. */
export function isForEurope(targeting: JsonObject): boolean {
  return countriesOf(targeting).some((country) => EUROPEAN_UNION.has(country));
}

function checkAges(targeting: JsonObject): void {
  const [low, high] = [ageIn(targeting, 'age_min') ?? 18, ageIn(targeting, 'age_max') ?? 65];
  if (low > high) throw invalid('Invalid age range', 'The minimum age must not be above the maximum age.');
  const automation = targeting.targeting_automation;
  const flag = isObject(automation) ? automation.advantage_audience : undefined;
  if (flag !== undefined && flag !== 0 && flag !== 1) {
    throw wrongParam('Param targeting[targeting_automation][advantage_audience] must be 0 or 1');
  }
  if (flag === 0) return;
  if (flag === undefined && (low > 25 || high < 65)) {
    const words =
      'To create your ad set, you need to enable or disable the Advantage audience feature: set the advantage_audience flag to 1 or 0 within targeting_automation.';
    throw invalid('Advantage audience flag required', words, { subcode: 1870227 });
  }
  if (low > 25)
    throw invalid('Invalid age', 'With Advantage+ audience the minimum age is at most 25.', { subcode: 1870188 });
  if (high < 65) throw invalid('Invalid age', 'With Advantage+ audience the maximum age is 65.', { subcode: 1870189 });
}

function ageIn(targeting: JsonObject, name: string): number | null {
  const age = targeting[name];
  if (age === undefined || age === null) return null;
  if (typeof age === 'number' && Number.isInteger(age) && age >= 13 && age <= 65) return age;
  throw invalid('Invalid age', `${name} must be a whole number from 13 to 65.`, {
    subcode: 1487079,
    fields: ['targeting'],
  });
}

function checkLists(targeting: JsonObject): void {
  const genders = targeting.genders ?? [];
  if (!Array.isArray(genders) || genders.some((one) => one !== 1 && one !== 2)) {
    throw wrongParam('Param targeting[genders] must be an array of 1 (male) and 2 (female).');
  }
  const flexible = targeting.flexible_spec ?? [];
  if (!Array.isArray(flexible)) throw wrongParam('Param targeting[flexible_spec] must be an array.');
  const specs = [targeting, ...flexible.filter(isObject)];
  for (const spec of specs) {
    const interests = idsIn(spec.interests, 'interests');
    const unknown = interests.find((id) => !INTERESTS.has(id));
    if (unknown !== undefined) {
      const words = `The interest with ID ${unknown} is not valid or no longer available.`;
      throw invalid('Detailed targeting is invalid', words, { subcode: 1870247, fields: ['targeting'] });
    }
  }
  for (const name of ['custom_audiences', 'excluded_custom_audiences']) {
    const unknown = idsIn(targeting[name], name).find((id) => !AUDIENCES.has(id));
    if (unknown === undefined) continue;
    const words = `The custom audience ${unknown} does not exist, or is not shared with this ad account.`;
    throw invalid('Invalid custom audience', words, { subcode: 1487301, fields: ['targeting'] });
  }
}

function checkPlacements(targeting: JsonObject): void {
  const platforms = textsIn(targeting.publisher_platforms, 'publisher_platforms', PLATFORMS);
  for (const [name, choices] of Object.entries(POSITIONS)) {
    if (textsIn(targeting[name], name, choices).length === 0) continue;
    const platform = name.replace('_positions', '');
    if (platforms.length > 0 && !platforms.includes(platform)) {
      throw invalid('Invalid placement', `${name} needs ${platform} among the publisher platforms.`, {
        subcode: 1815445,
      });
    }
  }
  textsIn(targeting.device_platforms, 'device_platforms', ['mobile', 'desktop']);
}

/** Nobody may be kept from a home, a job or a loan by age, gender or postcode. */
function checkRestricted(targeting: JsonObject): void {
  const [low, high] = [ageIn(targeting, 'age_min') ?? 18, ageIn(targeting, 'age_max') ?? 65];
  const genders = Array.isArray(targeting.genders) ? targeting.genders : [];
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  if (low === 18 && high === 65 && genders.length !== 1 && geo.zips === undefined) return;
  const words = 'Ads in a special ad category cannot be limited by age, gender or postcode.';
  throw invalid('Audience not available for this special ad category', words, {
    subcode: 2446395,
    fields: ['targeting'],
  });
}

function idsIn(value: Json | undefined, name: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongParam(`Param targeting[${name}] must be an array.`);
  return value.map((item) => {
    const id = isObject(item) ? item.id : item;
    if (typeof id === 'string' || typeof id === 'number') return String(id);
    throw wrongParam(`Param targeting[${name}] must hold objects with an id.`);
  });
}

function textsIn(value: Json | undefined, name: string, choices: readonly string[]): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongParam(`Param targeting[${name}] must be an array.`);
  return value.map((item) => {
    if (typeof item === 'string' && choices.includes(item)) return item;
    throw wrongParam(`Param targeting[${name}] must be one of {${choices.join(', ')}}`);
  });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
