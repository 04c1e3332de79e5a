import { FixedClock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import { FakeShop, collect, fault, json, raw } from './testing/fake-shop.js';
import { WooClient } from './woocommerce.client.js';
import { startOfWalk, walk, walkStateFrom } from './woocommerce.walk.js';
import type { WalkPage, WalkState } from './woocommerce.walk.js';

function shopOf(count: number): { shop: FakeShop; rows: JsonObject[]; client: WooClient } {
  const shop = new FakeShop();
  const rows = Array.from({ length: count }, (_, index) => ({ id: (index + 1) * 10 }));
  shop.lists.set('orders', rows);
  return { shop, rows, client: new WooClient(shop.connection(), new FixedClock()) };
}

function pages(client: WooClient, from: WalkState = startOfWalk()): Promise<WalkPage[]> {
  return collect(walk(client, 'orders', { status: 'any' }, from));
}

function ids(walked: WalkPage[]): number[] {
  return walked.flatMap(({ rows }) => rows.map((row) => Number(row.id)));
}

/** Changes the list right before the call with this number (from 1). */
function before(shop: FakeShop, call: number, change: () => void): void {
  shop.handlers.push(() => {
    if (shop.seen.length === call) change();
    return undefined;
  });
}

function expectEach(walked: WalkPage[], expected: number[]): void {
  expect(ids(walked)).toEqual(expected);
}

const tens = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => (from + index) * 10);

describe('walk', () => {
  it.each([0, 1, 99, 100, 101, 199, 250])('hands over each of %i rows once, in order', async (count) => {
    const { client } = shopOf(count);
    const walked = await pages(client);
    expectEach(walked, tens(1, count));
    expect(walked[0]?.state.total).toBe(count);
  });

  it('asks by id, oldest first, each page from the last row of the page before', async () => {
    const { shop, client } = shopOf(250);
    await pages(client);
    expect(shop.calls(/orders/)).toEqual(
      ['0', '99', '198'].map((offset) => ({ status: 'any', orderby: 'id', order: 'asc', per_page: '100', offset })),
    );
  });

  it('skips nothing when rows that were read vanish between pages', async () => {
    const { shop, rows, client } = shopOf(350);
    before(shop, 2, () => void rows.splice(20, 60));
    expectEach(await pages(client), tens(1, 350));
  });

  it('skips nothing when more than a whole page of them vanishes', async () => {
    const { shop, rows, client } = shopOf(450);
    before(shop, 4, () => void rows.splice(0, 250));
    expectEach(await pages(client), tens(1, 450));
  });

  it('skips nothing when the very row that it stopped at vanishes', async () => {
    const { shop, rows, client } = shopOf(150);
    before(shop, 2, () => void rows.splice(99, 1));
    expectEach(await pages(client), tens(1, 150));
  });

  it('skips nothing when all that was read vanishes and the list ends before the position', async () => {
    const { shop, rows, client } = shopOf(130);
    before(shop, 2, () => void rows.splice(0, 100));
    expectEach(await pages(client), tens(1, 130));
  });

  it('ends when everything vanishes', async () => {
    const { shop, rows, client } = shopOf(150);
    before(shop, 2, () => void rows.splice(0));
    expectEach(await pages(client), tens(1, 100));
  });

  it('takes rows that come at the end meanwhile, and no row twice when others come in before', async () => {
    const { shop, rows, client } = shopOf(150);
    before(shop, 2, () => {
      rows.push({ id: 1510 });
      for (let id = 1; id < 400; id += 2) rows.unshift({ id });
    });
    expectEach(await pages(client), [...tens(1, 150), 1510]);
  });

  it.each([0, 1, 2, 3])('goes on from the state of page %i without loss', async (stop) => {
    const { shop, rows, client } = shopOf(380);
    const first = (await pages(client)).slice(0, stop + 1);
    const stored = walkStateFrom(JSON.parse(JSON.stringify(first.at(-1)?.state)) as JsonObject);
    rows.splice(5, 120 * Math.min(1, stop));
    const rest = await pages(client, stored ?? startOfWalk());
    const gone = stop === 0 ? [] : tens(6, 125);
    expect(new Set([...ids(first), ...ids(rest)])).toEqual(
      new Set(tens(1, 380).filter((id) => !gone.includes(id) || ids(first).includes(id))),
    );
    expect(ids(rest).filter((id) => ids(first).includes(id))).toEqual([]);
    expect(shop.seen.length).toBeGreaterThan(4);
  });

  it('goes on after a page that is short because the key may not see all of it', async () => {
    const { shop, client } = shopOf(250);
    // Rows 30 to 60 and all of 110 to 220 are counted and left out.
    shop.handlers.push(({ query }) => {
      const all = tens(1, 250).map((id) => ({ id }));
      const from = Number(query.offset);
      const shown = all.slice(from, from + Number(query.per_page));
      const visible = shown.filter(({ id }) => !(id > 300 && id <= 600) && !(id > 1100 && id <= 2200));
      return json(visible, 200, { 'x-wp-total': '250' });
    });
    expectEach(await pages(client), [...tens(1, 30), ...tens(61, 110), ...tens(221, 250)]);
  });

  it('asks for less when the shop cannot manage a page, and for more again after a while', async () => {
    const { shop, client } = shopOf(1500);
    shop.handlers.push(({ query }) =>
      Number(query.per_page) > 50 && shop.seen.length < 20 ? fault('unavailable', { status: 504 }) : undefined,
    );
    expectEach(await pages(client), tens(1, 1500));
    const sizes = shop.calls(/orders/).map(({ per_page }) => per_page);
    expect(sizes.slice(0, 2)).toEqual(['100', '50']);
    expect(sizes.filter((size) => size === '100').length).toBeGreaterThan(3);
    expect(sizes.at(-1)).toBe('100');
  });

  it.each([
    ['timeouts', fault('unavailable'), 1],
    ['pages cut short', raw('[{"id":1', 200), 3],
    ['pages that are too large', fault('bad_answer'), 3],
  ])('asks for less on %s', async (_what, answer, tries) => {
    const { shop, client } = shopOf(30);
    shop.once(/orders/, () => answer, 2 * tries);
    expectEach(await pages(client), tens(1, 30));
    const sizes = shop.calls(/orders/).map(({ per_page }) => per_page);
    const failed = ['100', '50'].flatMap((size) => Array.from({ length: tries }, () => size));
    expect(sizes).toEqual([...failed, '20', '20']);
  });

  it('does not hammer a shop that is not there', async () => {
    const { shop, client } = shopOf(30);
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    shop.once(/orders/, () => fault('unavailable', { cause }), 99);
    await expect(pages(client)).rejects.toMatchObject({ fault: 'unavailable' });
    expect(shop.seen).toHaveLength(1);
  });

  it('finds the one row that the shop fails on, and goes on past it', async () => {
    const { shop, client } = shopOf(12);
    const dies = fault('unavailable', { status: 500 });
    shop.handlers.push(({ path, query }) => {
      if (path === 'orders/70') return dies;
      const from = Number(query.offset);
      const holds = path === 'orders' && from <= 6 && from + Number(query.per_page) > 6;
      return holds && query._fields !== 'id' ? dies : undefined;
    });
    const walked = await pages(client);
    expectEach(
      walked,
      tens(1, 12).filter((id) => id !== 70),
    );
    expect(walked.flatMap(({ unreadable }) => unreadable)).toEqual([{ id: 70, reason: dies.message }]);
  });

  it('throws when the shop fails on everything', async () => {
    const { shop, client } = shopOf(12);
    shop.handlers.push(() => fault('unavailable', { status: 500 }));
    await expect(pages(client)).rejects.toMatchObject({ fault: 'unavailable', status: 500 });
  });

  it('throws when the order by id was not kept', async () => {
    const { shop, client } = shopOf(3);
    shop.handlers.push(() => json([{ id: 3 }, { id: 2 }]));
    await expect(pages(client)).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});

describe('walkStateFrom', () => {
  it.each([null, 5, [], {}, { ...startOfWalk(), per_page: 1000 }, { ...startOfWalk(), offset: -1 }])(
    'knows that %j is none of ours',
    (value) => {
      expect(walkStateFrom(value)).toBeNull();
    },
  );
});
