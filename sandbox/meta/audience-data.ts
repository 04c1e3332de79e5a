/** Countries of the Digital Services Act. */
export const EUROPEAN_UNION: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '),
);
export const COUNTRIES: ReadonlySet<string> = new Set([
  ...EUROPEAN_UNION,
  ...(
    'US CA MX BR AR CL CO PE UY EC GB CH NO IS LI UA TR RS BA MK AL ME MD GE AM AZ KZ IL AE SA QA KW EG MA TN ZA NG KE GH ' +
    'IN PK BD LK NP JP KR TW HK SG MY TH VN PH ID AU NZ CR PA DO GT'
  ).split(' '),
]);

/** Interests that can be aimed at, by id. */
export const INTERESTS: ReadonlyMap<string, string> = new Map([
  ['6003107902433', 'Association football (Soccer)'],
  ['6003139266461', 'Movies'],
  ['6003020834693', 'Music'],
  ['6003348604581', 'Fashion accessories (accessories)'],
  ['6003346592981', 'Online shopping (retail)'],
  ['6003384248805', 'Fitness and wellness (fitness)'],
  ['6003266061909', 'Food (food & drink)'],
  ['6003277229371', 'Physical fitness (fitness)'],
  ['6003012317397', 'Interior design (design)'],
  ['6003470511564', 'Do it yourself (DIY)'],
  ['6004160395895', 'Travel (travel & tourism)'],
  ['6003659420716', 'Cooking (food & drink)'],
]);

/** Custom audiences of both accounts, by id. */
export const AUDIENCES: ReadonlyMap<string, string> = new Map([
  ['23850000000000001', 'Bought in the last 180 days'],
  ['23850000000000002', 'Visited the shop'],
]);
