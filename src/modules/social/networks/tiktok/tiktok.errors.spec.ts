import { BufferedResponse } from '../../../../common/outbound/buffered-response.js';
import { refusalOf, tiktokDataOf } from './tiktok.errors.js';
import { adAccountOf, standingOf } from './tiktok.mapper.js';

const answer = (body: unknown, status = 200): BufferedResponse =>
  new BufferedResponse('tiktok', status, {}, '', Buffer.from(JSON.stringify(body)));

describe('TikTok’s answers', () => {
  it.each([
    [40001, 'permission'],
    [40002, 'invalid'],
    [40100, 'rate'],
    [40102, 'token'],
    [40104, 'token'],
    [40105, 'token'],
    [50000, 'transient'],
    [51010, 'transient'],
    [40700, 'invalid'],
    [40300, 'policy'],
  ])('code %d means %s', (code, refusal) => {
    expect(refusalOf(code)).toBe(refusal);
  });

  it.each([
    [40002, 'The advertiser account is suspended.', 'policy'],
    [40001, 'Account status abnormal', 'policy'],
    [40002, 'budget: The budget should not be less than 20.', 'invalid'],
    [40105, 'The account of the token is banned', 'token'],
  ])('code %d with “%s” means %s', (code, said, refusal) => {
    expect(refusalOf(code, said)).toBe(refusal);
  });

  it('are read by their code, whatever the HTTP status says', () => {
    expect(tiktokDataOf(answer({ code: 0, message: 'OK', data: { list: [] } }))).toEqual({ list: [] });
    expect(() => tiktokDataOf(answer({ code: 40105, message: 'Access token is incorrect' }))).toThrow(
      expect.objectContaining({ fault: 'auth', provider_code: '40105' }) as Error,
    );
    expect(() => tiktokDataOf(answer({ code: 40100, message: 'Too many' }))).toThrow(
      expect.objectContaining({ fault: 'throttled', retry_after_ms: 60_000 }) as Error,
    );
    expect(() => tiktokDataOf(answer({}, 502))).toThrow(expect.objectContaining({ fault: 'unavailable' }) as Error);
    expect(() => tiktokDataOf(answer({ data: {} }))).toThrow(expect.objectContaining({ fault: 'bad_answer' }) as Error);
    expect(() => tiktokDataOf(answer(null))).toThrow(expect.objectContaining({ fault: 'bad_answer' }) as Error);
  });
});

describe('what TikTok says of advertisers', () => {
  it.each([
    ['STATUS_ENABLE', 'active', false],
    ['STATUS_DISABLE', 'banned', true],
    ['STATUS_LIMIT', 'suspended', true],
    ['STATUS_PENDING_CONFIRM', 'suspended', false],
    ['STATUS_OF_TOMORROW', 'suspended', true],
  ])('%s is %s (flagged: %s)', (status, expected, isFlagged) => {
    const standing = standingOf(status, undefined);
    expect([standing.status, standing.is_flagged]).toEqual([expected, isFlagged]);
  });

  it('bears the network’s reason, and ids as text', () => {
    const told = adAccountOf({
      advertiser_id: '7000000000000000001',
      status: 'STATUS_LIMIT',
      rejection_reason: 'spam',
    });
    expect(told).toMatchObject({
      id: '7000000000000000001',
      status_reason: expect.stringContaining(': spam') as string,
    });
    expect(adAccountOf({ advertiser_id: '1', timezone: 'UTC+01:00 Europe/Berlin' }).timezone).toBe('Europe/Berlin');
  });
});
