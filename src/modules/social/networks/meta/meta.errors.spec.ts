import { BufferedResponse } from '../../../../common/outbound/buffered-response.js';
import { goneOf, isNo, isTooMuch, metaErrorOf, refusalOf } from './meta.errors.js';
import { restMsOf } from './meta.usage.js';
import { NetworkError } from '../network.error.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): BufferedResponse =>
  new BufferedResponse('meta', status, headers, 'https://graph.facebook.com/', Buffer.from(JSON.stringify(body)));

describe('Meta’s errors', () => {
  it.each([
    [190, 'token'],
    [102, 'token'],
    [10, 'permission'],
    [200, 'permission'],
    [299, 'permission'],
    [368, 'policy'],
    [4, 'rate'],
    [17, 'rate'],
    [32, 'rate'],
    [613, 'rate'],
    [80_000, 'rate'],
    [80_004, 'rate'],
    [1, 'transient'],
    [2, 'transient'],
    [100, 'invalid'],
    [300, 'invalid'],
  ])('code %d means %s', (code, refusal) => {
    expect(refusalOf(code)).toBe(refusal);
  });

  it('bear the network’s words for people, its code with subcode, and no token', () => {
    const error = { code: 190, error_subcode: 463, message: 'expired at /x?access_token=EAAB123&y' };
    const fault = metaErrorOf(answer(401, { error }))!;
    expect(fault).toMatchObject({ fault: 'auth', provider: 'meta', provider_code: '190/463', refusal: 'token' });
    expect(fault.message).not.toContain('EAAB123');
    const spoken = metaErrorOf(answer(400, { error: { code: 100, message: 'm', error_user_msg: 'For you' } }));
    expect(spoken).toMatchObject({ fault: 'rejected', provider_message: 'For you' });
  });

  it('say when to come again, by the headers of the use case', () => {
    const usage = { 12: [{ type: 'ads_management', call_count: 100, estimated_time_to_regain_access: 3 }] };
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) };
    const fault = metaErrorOf(answer(400, { error: { code: 80_004, message: 'slow' } }, headers));
    expect(fault).toMatchObject({ fault: 'throttled', retry_after_ms: 180_000 });
    const untold = metaErrorOf(answer(400, { error: { code: 17, message: 'slow' } }));
    expect(untold?.retry_after_ms).toBeGreaterThan(0);
  });

  it('take a trouble marked as transient for one, a wrong secret for none, and a page of HTML for what its status says', () => {
    expect(metaErrorOf(answer(400, { error: { code: 100, is_transient: true } }))).toMatchObject({
      refusal: 'transient',
    });
    const secret = { code: 1, message: 'Error validating client secret.' };
    expect(metaErrorOf(answer(400, { error: secret }))).toMatchObject({ refusal: 'invalid' });
    const html = new BufferedResponse('meta', 502, {}, '', Buffer.from('<html>'));
    expect(metaErrorOf(html)).toMatchObject({ fault: 'unavailable' });
    expect(metaErrorOf(html)).toBeInstanceOf(NetworkError);
    expect(metaErrorOf(answer(200, { data: [] }))).toBeUndefined();
  });
});

describe('what Meta’s errors tell of', () => {
  const told = (code: number, error_subcode?: number, message = 'm', status = 400): NetworkError =>
    metaErrorOf(answer(status, { error: { code, error_subcode, message } })) as NetworkError;

  it('a question that is too large for one answer, which is no trouble of Meta’s', () => {
    const words = 'Please reduce the amount of data you’re asking for, then retry your request';
    expect(told(1, undefined, words, 500)).toMatchObject({ refusal: 'invalid' });
    expect([told(1, undefined, words, 500), told(100, 1487534)].map(isTooMuch)).toEqual([true, true]);
    expect([told(1), told(100), new Error(words)].map(isTooMuch)).toEqual([false, false, false]);
  });

  it('things that were deleted, and those that may only be out of reach', () => {
    expect([told(100, 1487056), told(100, 33), told(100), told(190)].map(goneOf)).toEqual([
      'deleted',
      'unknown',
      null,
      null,
    ]);
  });

  it('a disabled account, which is more than a missing permission', () => {
    expect(told(200, 1885316)).toMatchObject({ refusal: 'policy' });
    expect(told(200)).toMatchObject({ refusal: 'permission' });
  });

  it('a no to what was asked, and not for now', () => {
    expect([told(100), told(368), told(200)].map(isNo)).toEqual([true, true, true]);
    expect([told(190), told(17), told(2)].map(isNo)).toEqual([false, false, false]);
  });
});

describe('Meta’s usage headers', () => {
  it.each([
    [{}, 0],
    [{ 'x-app-usage': '{"call_count":74,"total_time":10}' }, 0],
    [{ 'x-app-usage': '{"call_count":80}' }, 2000],
    [{ 'x-app-usage': '{"call_count":28,"total_cputime":97}' }, 5000],
    [{ 'x-app-usage': '{"call_count":100}' }, 600_000],
    [{ 'x-ad-account-usage': '{"acc_id_util_pct":100,"reset_time_duration":120}' }, 120_000],
    [{ 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":2}]}' }, 120_000],
    [{ 'x-business-use-case-usage': 'nonsense' }, 0],
    [{ 'x-app-usage': '[]' }, 0],
  ])('%j: rest for %d ms', (headers, rest) => {
    expect(restMsOf(headers as Record<string, string>)).toBe(rest);
  });
});
