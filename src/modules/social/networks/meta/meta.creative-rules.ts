import { readUrl } from '../../../../common/text/read-url.js';
import type { PlanFault, PlannedCreative } from '../campaign.records.js';

/** Where Meta refuses, and not where it only begins to cut what is shown. Characters are counted as people count them. */
const LONGEST = { primary_text: 2200, headline: 255, description: 255 } as const;
const TYPES = ['image/png', 'image/jpeg', 'image/gif'];
const LARGEST_BYTES = 30 * 1024 * 1024;
/** Wide or high: one of both must be. */
const LEAST_PIXELS = 600;
/** Width by height, and by how much Meta looks away. https://www.facebook.com/business/help/103816146375741 */
const RATIOS = { low: 0.5, high: 1.91, tolerance: 0.03 };

/** What Meta is known to refuse of one ad, in the wire's names. */
export function creativeFaults(creative: PlannedCreative, index: number): PlanFault[] {
  const at = (field: string, reason: string): PlanFault => ({ field: `creatives.${index}.${field}`, reason });
  const faults = (Object.keys(LONGEST) as (keyof typeof LONGEST)[])
    .filter((field) => Array.from(creative[field] ?? '').length > LONGEST[field])
    .map((field) => at(field, `may have at most ${LONGEST[field]} characters`));
  const target = readUrl(creative.link_url);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    faults.push(at('link_url', 'must be the address of a website'));
  }
  return [...faults, ...imageFaults(creative).map((reason) => at('image_id', reason))];
}

function imageFaults({ image }: PlannedCreative): string[] {
  const { width, height, size, content_type: type } = image;
  const ratio = width / height;
  const { low, high, tolerance } = RATIOS;
  return [
    ...(TYPES.includes(type) ? [] : [`is ${type}: Meta takes JPEG, PNG and GIF`]),
    ...(size > LARGEST_BYTES ? ['may have at most 30 MB'] : []),
    ...(width < LEAST_PIXELS && height < LEAST_PIXELS
      ? [`is ${width} × ${height} pixels: Meta wants at least ${LEAST_PIXELS} of one side`]
      : []),
    ...(ratio > high * (1 + tolerance) || ratio < low * (1 - tolerance)
      ? [`is ${width} × ${height}: Meta takes pictures from half as wide as high to 1.91 times as wide`]
      : []),
  ];
}
