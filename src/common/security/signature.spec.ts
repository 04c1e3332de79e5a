import { equalBase64, equalBytes, equalHex, equalText, hmac } from './signature.js';

describe('hmac', () => {
  // RFC 4231, test case 2.
  it('is the published value for the published key and text', () => {
    expect(hmac('sha256', 'Jefe', 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('takes raw bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(hmac('sha256', 'k', bytes)).not.toEqual(hmac('sha256', 'k', bytes.toString('utf8')));
  });
});

describe('comparisons', () => {
  const mac = hmac('sha256', 'key', 'body');

  it('accept the right spelling', () => {
    expect(equalBase64(mac, mac.toString('base64'))).toBe(true);
    expect(equalHex(mac, mac.toString('hex'))).toBe(true);
    expect(equalHex(mac, mac.toString('hex').toUpperCase())).toBe(true);
    expect(equalText('token', 'token')).toBe(true);
    expect(equalText('', '')).toBe(true);
  });

  it.each(['', 'not a mac', '====', hmac('sha256', 'key', 'other').toString('base64'), undefined, null, 5, ['x']])(
    'refuse %j as base64 and as hex',
    (given) => {
      expect(equalBase64(mac, given)).toBe(false);
      expect(equalHex(mac, given)).toBe(false);
    },
  );

  it('refuse a right beginning, a right one with more behind, and the other spelling', () => {
    const base64 = mac.toString('base64');
    expect(equalBase64(mac, base64.slice(0, -4))).toBe(false);
    expect(equalBase64(mac, `${base64} `)).toBe(false);
    expect(equalBase64(mac, mac.toString('hex'))).toBe(false);
    expect(equalHex(mac, `${mac.toString('hex')}00`)).toBe(false);
    expect(equalHex(mac, `${mac.toString('hex')}zz`)).toBe(false);
    expect(equalText('token', 'token2')).toBe(false);
    expect(equalText('token', 'Token')).toBe(false);
    expect(equalBytes(mac, mac.subarray(1))).toBe(false);
  });
});
