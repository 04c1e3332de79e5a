import { harness, type Harness } from '../spec-support.js';

interface Page {
  orders: {
    nodes: { id: string; updatedAt: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string; hasPreviousPage: boolean; startCursor: string };
  };
}
const PAGE = 'nodes { id updatedAt } pageInfo { hasNextPage endCursor hasPreviousPage startCursor }';

async function walk(
  ask: Harness['ask'],
  args: string,
  size: number,
  between?: () => Promise<unknown>,
): Promise<Page['orders']['nodes']> {
  const all: Page['orders']['nodes'] = [];
  let after: string | null = null;
  do {
    const { data }: { data: Page } = await ask<Page>(
      `query ($after: String) { orders(first: ${size}, after: $after, ${args}) { ${PAGE} } }`,
      { after },
    );
    all.push(...data.orders.nodes);
    after = data.orders.pageInfo.hasNextPage ? data.orders.pageInfo.endCursor : null;
    await between?.();
  } while (after !== null);
  return all;
}

describe('paging by cursor', () => {
  it.each([
    ['sortKey: UPDATED_AT', 7],
    ['sortKey: UPDATED_AT, reverse: true', 7],
    ['sortKey: ID', 1],
    ['reverse: true', 60],
  ])('gives every order once, in order, with %s by %i', async (args, size) => {
    const { ask } = harness({ orders: 60 });
    const all = await walk(ask, args, size);
    expect(new Set(all.map((order) => order.id)).size).toBe(60);
    const keys = all.map((order) => (args.includes('UPDATED_AT') ? `${order.updatedAt} ${order.id}` : order.id));
    expect(keys).toEqual(args.includes('reverse') ? [...keys].sort().reverse() : [...keys].sort());
  });

  it('splits orders of one and the same second over pages without losing one', async () => {
    const { ask } = harness({ orders: 400 });
    const all = await walk(ask, 'sortKey: UPDATED_AT', 5);
    const seconds = new Map<string, number>();
    for (const { updatedAt } of all) seconds.set(updatedAt, (seconds.get(updatedAt) ?? 0) + 1);
    expect(Math.max(...seconds.values())).toBeGreaterThan(10);
    expect(new Set(all.map((order) => order.id)).size).toBe(400);
  });

  it('misses nothing when orders change or vanish under the reader', async () => {
    const { ask, provider } = harness({ orders: 60 });
    const before = new Set((await walk(ask, 'sortKey: UPDATED_AT', 50)).map((order) => order.id));
    const deleted = new Set<string>();
    const seen = await walk(ask, 'sortKey: UPDATED_AT', 9, async () => {
      if (deleted.size >= 3) return;
      await provider.event('order_updated', {});
      const { order_id: id } = await provider.event('order_deleted', {});
      deleted.add(`gid://shopify/Order/${id as string}`);
    });
    const missing = [...before].filter((id) => !deleted.has(id) && !seen.some((order) => order.id === id));
    expect(missing).toEqual([]);
  });

  it('reads backwards from the end with last and before', async () => {
    const { ask } = harness({ orders: 10 });
    const forward = await walk(ask, 'sortKey: ID', 10);
    const last = await ask<Page>(`{ orders(last: 4, sortKey: ID) { ${PAGE} } }`);
    expect(last.data.orders.nodes).toEqual(forward.slice(6));
    const before = await ask<Page>(
      `{ orders(last: 4, before: "${last.data.orders.pageInfo.startCursor}", sortKey: ID) { ${PAGE} } }`,
    );
    expect(before.data.orders.nodes).toEqual(forward.slice(2, 6));
    expect(before.data.orders.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('walks the variants of a product and the lines of an order', async () => {
    const { ask } = harness();
    const lines =
      '{ orders(first: 3) { nodes { lineItems(first: 40) { nodes { id } pageInfo { hasNextPage endCursor } } id } } }';
    type Lines = {
      orders: {
        nodes: {
          id: string;
          lineItems: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        }[];
      };
    };
    const third = (await ask<Lines>(lines)).data.orders.nodes[2];
    if (third === undefined) throw new Error('no third order');
    expect(third.lineItems.pageInfo.hasNextPage).toBe(true);
    const rest = await ask<{ order: Lines['orders']['nodes'][number] }>(
      `{ order(id: "${third.id}") { lineItems(first: 40, after: "${third.lineItems.pageInfo.endCursor}") { nodes { id } pageInfo { hasNextPage } } } }`,
    );
    const ids = [...third.lineItems.nodes, ...rest.data.order.lineItems.nodes].map((line) => line.id);
    expect(new Set(ids).size).toBe(60);
  });

  it.each([
    ['{ orders { nodes { id } } }', /must provide one of first or last/],
    ['{ orders(first: 251) { nodes { id } } }', /cannot exceed 250/],
    ['{ orders(first: -1) { nodes { id } } }', /negative/],
    ['{ orders(first: 1, last: 1) { nodes { id } } }', /both first and last/],
    ['{ orders(first: 1, after: "nonsense") { nodes { id } } }', /Invalid cursor/],
    ['{ orders(first: 1) { nodes { nonsense } } }', /Field 'nonsense' doesn't exist on type 'Order'/],
    ['{ node(id: "42") { id } }', /Invalid global id/],
    ['{', /Syntax Error/],
  ])('refuses %s with errors, not with a status', async (query, message) => {
    const { errors } = await harness().ask(query);
    expect(errors?.[0]?.message).toMatch(message);
  });
});
