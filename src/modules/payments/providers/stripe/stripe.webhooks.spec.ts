import { hmac } from '../../../../common/security/signature.js';
import { isSigned } from './stripe.webhooks.js';

const NOW = 1_790_000_000_000;
const BODY = Buffer.from('{"id":"evt_1","object":"event"}');
const NEW = 'whsec_new';
const OLD = 'whsec_old';

const sign = (secret: string, seconds = NOW / 1000): string =>
  hmac('sha256', secret, Buffer.concat([Buffer.from(`${seconds}.`), BODY])).toString('hex');
const isGenuine = (signature: string | undefined, secrets = [NEW, OLD], now = NOW): boolean =>
  isSigned({ headers: signature === undefined ? {} : { 'stripe-signature': signature }, raw_body: BODY }, secrets, now);

describe('a signature of Stripe', () => {
  const time = `t=${NOW / 1000}`;

  it('counts when any of the secrets made any of them', () => {
    expect(isGenuine(`${time},v1=${sign(NEW)}`)).toBe(true);
    expect(isGenuine(`${time},v1=${sign(OLD)}`)).toBe(true);
    expect(isGenuine(`${time},v1=${sign('whsec_other')},v1=${sign(OLD)},v0=${sign(NEW)}`)).toBe(true);
    expect(isGenuine(`${time}, v1=${sign(NEW)}`, [NEW])).toBe(true);
  });

  it.each([
    ['of another secret', `t=1790000000,v1=${sign('whsec_other')}`],
    ['of another scheme', `t=1790000000,v0=${sign(NEW)}`],
    ['of another time than it says', `t=1790000001,v1=${sign(NEW)}`],
    ['without a time', `v1=${sign(NEW)}`],
    ['with a time that is none', `t=soon,v1=${sign(NEW)}`],
    ['that is no hex', 't=1790000000,v1=zz'],
    ['that is empty', ''],
    ['that is cut', `t=1790000000,v1=${sign(NEW).slice(0, -2)}`],
  ])('does not count %s', (_what, header) => {
    expect(isGenuine(header)).toBe(false);
  });

  it('does not count where there is none, or no secret', () => {
    expect(isGenuine(undefined)).toBe(false);
    expect(isGenuine(`${time},v1=${sign(NEW)}`, [])).toBe(false);
  });

  it('counts for five minutes, in both directions', () => {
    const header = `${time},v1=${sign(NEW)}`;
    expect(isGenuine(header, [NEW], NOW + 300_000)).toBe(true);
    expect(isGenuine(header, [NEW], NOW + 300_001)).toBe(false);
    expect(isGenuine(header, [NEW], NOW - 300_000)).toBe(true);
    expect(isGenuine(header, [NEW], NOW - 300_001)).toBe(false);
  });
});
