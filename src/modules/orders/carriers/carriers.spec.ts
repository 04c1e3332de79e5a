import { hasMod37Check } from './check-digits.js';
import { CARRIERS, findCarrier, guessCarrier, isSameNumber, plainNumber, trackingUrl } from './carriers.js';

const keyOf = (number: string): string | null => guessCarrier(number).carrier?.key ?? null;
const candidatesOf = (number: string): string[] =>
  guessCarrier(number)
    .candidates.map(({ carrier }) => carrier.key)
    .sort();

describe('the carriers', () => {
  it('have a key of their own each, and no name in common', () => {
    const keys = CARRIERS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const names = CARRIERS.flatMap(({ key, name, aliases }) =>
      [...new Set([key, name, ...aliases])].map((n) => [n, key]),
    );
    const strays = names.filter(([name, key]) => findCarrier(name!)?.key !== key);
    expect(strays).toEqual([]);
  });

  it('have a page for a number, over https, or none', () => {
    for (const { key, tracking_url } of CARRIERS) {
      if (tracking_url === null) continue;
      expect([key, tracking_url.split('{number}').length]).toEqual([key, 2]);
      expect([key, new URL(tracking_url.replace('{number}', '1')).protocol]).toEqual([key, 'https:']);
    }
  });

  it('are found by any of their names, however they are written', () => {
    for (const name of ['fedex', 'FEDEX', 'Fed Ex', 'federal express']) expect(findCarrier(name)?.key).toBe('fedex');
    expect(findCarrier('dhl-express')?.name).toBe('DHL Express');
    expect(findCarrier('Österreichische Post')?.key).toBe('austrian_post');
    expect(findCarrier('Bob’s bikes')).toBeUndefined();
  });

  it('put the number into their address, encoded', () => {
    expect(trackingUrl(findCarrier('ups')!, '1z 999 aa1')).toBe('https://www.ups.com/track?tracknum=1Z999AA1');
    expect(trackingUrl(findCarrier('ups')!, 'A&b=/')).toBe('https://www.ups.com/track?tracknum=A%26B%3D%2F');
    expect(trackingUrl(findCarrier('china_post')!, 'RB123456785CN')).toBeNull();
  });
});

describe('guessCarrier', () => {
  it.each([
    ['1Z5R89390357567127', 'ups'],
    ['1Z999AA10123456784', 'ups'],
    ['1z 999 aa1 01 2345 6784', 'ups'],
    ['9400110200881269505160', 'usps'],
    ['9205590164917312751089', 'usps'],
    ['0307 1790 0005 2348 3741', 'usps'],
    ['RB123456785GB', 'royal_mail'],
    ['RB123456785US', 'usps'],
    ['RB123456785DE', 'deutsche_post'],
    ['RB123456785NL', 'postnl'],
    ['RB123456785FR', 'colissimo'],
    ['RB123456785CA', 'canada_post'],
    ['RB123456785AU', 'australia_post'],
    ['041441760228964', 'fedex'],
    ['00340434161094042557', 'dhl_paket'],
    ['GM295322131400123456', 'dhl_ecommerce'],
    ['3SABCD1234567', 'postnl'],
    ['TBA502887274000', 'amazon'],
    ['GE123456789WW', 'tnt'],
    ['YT1234567890123456', 'yunexpress'],
    ['H1001234567890123456', 'hermes'],
  ])('knows %s as %s', (number, key) => {
    expect(keyOf(number)).toBe(key);
  });

  it.each([
    ['986578788855', ['dhl_paket', 'fedex', 'gls']],
    ['3318810025', ['dhl_express']],
    ['012345678901233', ['dpd']],
    ['0073938000549297', ['canada_post', 'evri']],
    ['01234567890123', ['dpd', 'dpd_uk', 'hermes']],
  ])('names whoever %s may belong to', (number, keys) => {
    expect(candidatesOf(number)).toEqual(keys);
    expect(keyOf(number)).toBe(keys.length === 1 ? keys[0] : null);
  });

  it.each([
    ['1Z5R89390357567128', 'ups'],
    ['RB123456784GB', 'royal_mail'],
    ['041441760228965', 'fedex'],
    ['9400110200881269505161', 'usps'],
    ['3318810026', 'dhl_express'],
    ['00340434161094042558', 'dhl_paket'],
    ['986578788854', 'fedex'],
  ])('does not take %s for one of %s: its check digit is wrong', (number, key) => {
    expect(candidatesOf(number)).not.toContain(key);
  });

  it.each(['', 'x', '1234567', 'RB123456785ZZ', 'parcel-for-ada', '𝟙Z999AA10123456784', `1Z${'9'.repeat(500)}`])(
    'says nothing of %j',
    (number) => {
      expect(guessCarrier(number)).toEqual({ carrier: null, candidates: [] });
    },
  );
});

describe('plainNumber', () => {
  it('leaves out what is there for reading only', () => {
    expect(plainNumber(' 1z-999\u00a0aa1 ')).toBe('1Z999AA1');
    expect(isSameNumber('1Z 999', '1z999')).toBe(true);
    expect(isSameNumber(null, '1z999')).toBe(false);
  });
});

describe('hasMod37Check', () => {
  it('holds for the standard’s own example, and not for one with two signs swapped', () => {
    expect(hasMod37Check('A12425GABC1234002M')).toBe(true);
    expect(hasMod37Check('A12425GABC1234020M')).toBe(false);
  });
});
