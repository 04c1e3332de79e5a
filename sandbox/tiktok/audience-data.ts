/** Places by TikTok's (GeoNames) number. */
export const REGIONS: ReadonlyMap<string, readonly [name: string, code: string]> = new Map([
  ['2921044', ['Germany', 'DE']],
  ['2782113', ['Austria', 'AT']],
  ['2658434', ['Switzerland', 'CH']],
  ['3017382', ['France', 'FR']],
  ['3175395', ['Italy', 'IT']],
  ['2510769', ['Spain', 'ES']],
  ['2750405', ['Netherlands', 'NL']],
  ['798544', ['Poland', 'PL']],
  ['2635167', ['United Kingdom', 'GB']],
  ['6252001', ['United States', 'US']],
  ['6251999', ['Canada', 'CA']],
  ['2077456', ['Australia', 'AU']],
  ['1861060', ['Japan', 'JP']],
  ['3469034', ['Brazil', 'BR']],
]);

export const INTERESTS: ReadonlyMap<string, string> = new Map([
  ['10', 'Education'],
  ['11', 'Vehicles & Transportation'],
  ['12', 'Baby, Kids & Maternity'],
  ['14', 'Beauty & Personal Care'],
  ['15', 'Tech & Electronics'],
  ['16', 'Appliances'],
  ['17', 'Travel'],
  ['18', 'Household Products'],
  ['19', 'Pets'],
  ['22', 'Apparel & Accessories'],
  ['23', 'News & Entertainment'],
  ['25', 'Games'],
  ['27', 'Food & Beverage'],
  ['28', 'Sports & Outdoors'],
]);

export const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['de', 'German'],
  ['en', 'English'],
  ['es', 'Spanish'],
  ['fr', 'French'],
  ['it', 'Italian'],
  ['nl', 'Dutch'],
  ['pl', 'Polish'],
  ['ja', 'Japanese'],
  ['pt', 'Portuguese'],
]);

export const AUDIENCES: ReadonlySet<string> = new Set(['190000001', '190000002']);
export const PIXEL_ID = '7000000000000000701';
export const VIDEO_ID = 'v10033g50000sandbox0001';
