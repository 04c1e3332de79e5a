import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import type { NetworkConnection } from '../network.connection.js';
import { TikTokClient } from './tiktok.client.js';

const TOO_MANY = { code: 40100, message: 'Too many requests. Please retry in some time.', data: {} };
const FINE = { code: 0, message: 'OK', data: { campaign_id: '1' } };

/** A network that gives these answers in turn, and the last one ever after. */
function answering(answers: readonly object[]): { connection: NetworkConnection; asked: string[]; rests: number[] } {
  const asked: string[] = [];
  const rests: number[] = [];
  const connection = {
    tokens: { access_token: 'token', refresh_token: null },
    signal: new AbortController().signal,
    budget: { take: () => Promise.resolve() },
    pause: (ms: number) => {
      rests.push(ms);
      return Promise.resolve();
    },
    call: ({ url }: { url: string }) => {
      const answer = answers[Math.min(asked.push(url), answers.length) - 1];
      return Promise.resolve({ status: 200, headers: {}, json: () => answer } as unknown as OutboundResponse);
    },
  } as unknown as NetworkConnection;
  return { connection, asked, rests };
}

describe('the client of TikTok', () => {
  const client = new TikTokClient('http://tiktok.invalid');

  it('says again what was one call too many for its second', async () => {
    const { connection, asked, rests } = answering([TOO_MANY, TOO_MANY, FINE]);
    expect(await client.write(connection, 'campaign/create', {}, 'once')).toEqual({ campaign_id: '1' });
    expect(asked).toHaveLength(3);
    expect(rests.every((ms) => ms >= 1000)).toBe(true);
  });

  it('leaves it to a later time when the minute is used up', async () => {
    const { connection, asked, rests } = answering([TOO_MANY]);
    await expect(client.get(connection, 'campaign/get', {})).rejects.toMatchObject({
      refusal: 'rate',
      fault: 'throttled',
    });
    expect(asked).toHaveLength(4);
    expect(rests.reduce((sum, ms) => sum + ms)).toBeLessThan(10_000);
  });

  it('says nothing again that was refused otherwise', async () => {
    const { connection, asked } = answering([{ code: 40002, message: 'budget: too low', data: {} }]);
    await expect(client.get(connection, 'campaign/get', {})).rejects.toMatchObject({ refusal: 'invalid' });
    expect(asked).toHaveLength(1);
  });
});
