/** Countries of the Digital Services Act. */
export const EUROPEAN_UNION: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '),
);
/** Where Meta advertises: not in Cuba, Iran, North Korea and Syria. */
export const COUNTRIES: ReadonlySet<string> = new Set([
  ...EUROPEAN_UNION,
  ...(
    'AD AE AF AG AI AL AM AO AQ AR AS AU AW AX AZ BA BB BD BF BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD ' +
    'CF CG CH CI CK CL CM CN CO CR CV CW CX DJ DM DO DZ EC EG EH ER ET FJ FK FM FO GA GB GD GE GF GG GH GI GL GM GN ' +
    'GP GQ GS GT GU GW GY HK HM HN HT ID IL IM IN IO IQ IS JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK ' +
    'LR LS LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MU MV MW MX MY MZ NA NC NE NF NG NI NO NP NR NU NZ OM ' +
    'PA PE PF PG PH PK PM PN PR PS PW PY QA RE RS RU RW SA SB SC SD SG SH SJ SL SM SN SO SR SS ST SV SX SZ TC TD TF ' +
    'TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
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
