import { SystemClock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import { MagentoClient } from './magento.client.js';
import { startOfWalk, walk, walkStateFrom } from './magento.walk.js';
import { FakeMagento, fault, json, type Seen } from './testing/fake-magento.js';

const list = { path: 'orders', groups: [], id: 'entity_id' } as const;

/** A list by id as the platform pages it; `meanwhile` happens before each page. */
function shopWith(ids: number[], meanwhile: (page: number) => void = () => undefined): FakeMagento {
  const shop = new FakeMagento();
  shop.otherwise = (seen) => {
    meanwhile(shop.seen.length);
    const after = Number(seen.query['searchCriteria[filter_groups][0][filters][0][value]']);
    const left = ids.filter((id) => id > after).sort((a, b) => a - b);
    const rows = left.slice(0, sizeOf(seen)).map((id): JsonObject => ({ entity_id: id }));
    return json({ items: rows, total_count: left.length });
  };
  return shop;
}

const sizeOf = (seen: Seen): number => Number(seen.query['searchCriteria[pageSize]']);

async function idsOf(shop: FakeMagento, from = startOfWalk()): Promise<number[]> {
  const ids: number[] = [];
  const client = new MagentoClient(shop.connection(), new SystemClock());
  for await (const page of walk(client, { ...list, groups: [] }, from))
    ids.push(...page.rows.map((row) => Number(row.entity_id)));
  return ids;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_one, n) => from + n);

describe('walk', () => {
  it('reads every row once and asks for nothing past the end', async () => {
    const shop = shopWith(range(1, 200));
    expect(await idsOf(shop)).toEqual(range(1, 200));
    // 200 is a whole number of pages: a third one would be the last one again.
    expect(shop.seen).toHaveLength(2);
    expect(shop.seen.some((seen) => 'searchCriteria[currentPage]' in seen.query)).toBe(false);
  });

  it('ends at once where there is nothing', async () => {
    const shop = shopWith([]);
    expect(await idsOf(shop)).toEqual([]);
    expect(shop.seen).toHaveLength(1);
  });

  it('misses none when rows go and come while it reads', async () => {
    const ids = range(1, 350);
    const shop = shopWith(ids, (page) => {
      if (page === 2) ids.splice(0, 60);
      if (page === 3) ids.push(351, 352);
    });
    expect(await idsOf(shop)).toEqual(range(1, 352));
  });

  it('goes on where it stopped', async () => {
    const stored = walkStateFrom(JSON.parse('{"last_id":150,"page_size":100,"total":200}') as JsonObject);
    expect(await idsOf(shopWith(range(1, 200)), stored!)).toEqual(range(151, 200));
  });

  it.each([null, [], 'x', { last_id: -1, page_size: 100 }, { last_id: 1, page_size: 7 }])(
    'takes %j for no state',
    (value) => {
      expect(walkStateFrom(value)).toBeNull();
    },
  );

  it('asks for less where the shop cannot manage or does not allow that much', async () => {
    const shop = shopWith(range(1, 60));
    const answer = shop.otherwise;
    shop.otherwise = (seen) => {
      if (sizeOf(seen) > 50) return json({ message: 'Maximum SearchCriteria pageSize is 50' }, 400);
      return sizeOf(seen) > 20 ? fault('unavailable', { status: 504 }) : answer(seen);
    };
    expect(await idsOf(shop)).toEqual(range(1, 60));
    expect(sizeOf(shop.seen.at(-1)!)).toBe(20);
  });

  it('refuses an answer that is not in order', async () => {
    const shop = new FakeMagento();
    shop.otherwise = () => json({ items: [{ entity_id: 3 }, { entity_id: 2 }], total_count: 2 });
    await expect(idsOf(shop)).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});
