import { dialogAddress, graphAddress } from './meta.address.js';
import { appSecretProof } from './meta.client.js';
import { adAccountOf, pageOf, standingOf, timeOf } from './meta.mapper.js';

describe('what Meta says of ad accounts', () => {
  it.each([
    [1, 0, 'active', false],
    [9, 0, 'active', false],
    [2, 1, 'suspended', true],
    [2, 9, 'suspended', false],
    [2, 7, 'banned', true],
    [3, 0, 'suspended', false],
    [7, 0, 'suspended', true],
    [101, 0, 'banned', false],
    [55, 0, 'suspended', true],
  ])('status %d with reason %d is %s (flagged: %s)', (status, reason, expected, isFlagged) => {
    const standing = standingOf(status, reason);
    expect([standing.status, standing.is_flagged]).toEqual([expected, isFlagged]);
    expect(standing.reason === null).toBe(expected === 'active');
  });

  it('keeps ids as text and fields by our names', () => {
    expect(
      adAccountOf({ id: 'act_9007199254740993', name: 'A', currency: 'EUR', timezone_name: 'Europe/Berlin' }),
    ).toEqual({
      ...{ id: 'act_9007199254740993', name: 'A', currency: 'EUR', timezone: 'Europe/Berlin', status: 'active' },
      ...{ status_reason: null, is_flagged: false },
    });
    expect(pageOf({ id: '1' })).toEqual({ id: '1', name: null, profile_id: null, profile_name: null });
    const page = pageOf({ id: '1', name: 'P', instagram_business_account: { id: '17', username: 'u' } });
    expect(page).toMatchObject({ profile_id: '17', profile_name: 'u' });
  });

  it('takes 0 seconds for never', () => {
    expect([timeOf(0), timeOf(undefined), timeOf(1_795_305_600)]).toEqual([null, null, '2026-11-22T00:00:00.000Z']);
  });
});

describe('Meta’s addresses', () => {
  it('have one version, and the consent on the network’s own site', () => {
    expect(graphAddress('https://graph.facebook.com', 'me', {})).toBe('https://graph.facebook.com/v26.0/me');
    expect(dialogAddress('https://graph.facebook.com', { a: '1' })).toBe(
      'https://www.facebook.com/v26.0/dialog/oauth?a=1',
    );
    expect(dialogAddress('http://127.0.0.1:1/meta', {})).toContain('http://127.0.0.1:1/meta/v26.0/dialog/oauth');
  });

  it('prove the secret by HMAC-SHA256 of the token', () => {
    // RFC 4231, test case 2.
    const proof = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(appSecretProof('Jefe', 'what do ya want for nothing?')).toBe(proof);
  });
});
