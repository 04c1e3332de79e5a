import { createRandom, seedOf } from '../random.js';

/** How well an ad does, and how far it has come. */
export interface AdCourse {
  /** Smallest units for a thousand impressions. */
  cost_per_thousand: number;
  click_rate: number;
  sale_rate: number;
  /** Smallest units. */
  usual_value: number;
  clicks: number;
  sales: number;
}

export function courseOf(seed: number, ad_id: string): AdCourse {
  const random = createRandom(seedOf(seed, 'course', ad_id));
  return {
    cost_per_thousand: random.int(400, 900),
    click_rate: 0.008 + 0.014 * random.next(),
    sale_rate: 0.02 + 0.03 * random.next(),
    usual_value: random.int(2500, 9000),
    clicks: 0,
    sales: 0,
  };
}
