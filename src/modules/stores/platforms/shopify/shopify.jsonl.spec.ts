import { assemble, BrokenFileError, groupsOf, type JsonlGroup } from './shopify.jsonl.js';

const KINSHIP = {
  Product: { ProductVariant: 'variants' },
  ProductVariant: { MediaImage: 'media' },
  InventoryItem: { InventoryLevel: 'inventoryLevels' },
};

const PRODUCT = { id: 'gid://shopify/Product/1', title: 'Käse 🧀' };
const VARIANT = {
  id: 'gid://shopify/ProductVariant/2',
  inventoryItem: { id: 'gid://shopify/InventoryItem/3' },
  __parentId: PRODUCT.id,
};
const LEVEL = { id: 'gid://shopify/InventoryLevel/4?inventory_item_id=3', __parentId: VARIANT.id };
const NEXT = { id: 'gid://shopify/Product/5', title: 'é' };

function file(...objects: object[]): Buffer {
  return Buffer.from(objects.map((object) => `${JSON.stringify(object)}\n`).join(''));
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, piece = 1 << 20, offset = 0, size: number | null = null): Promise<JsonlGroup[]> {
  const groups: JsonlGroup[] = [];
  for await (const group of groupsOf(inPieces(bytes, piece), offset, size)) groups.push(group);
  return groups;
}

describe('groupsOf', () => {
  const whole = file(PRODUCT, VARIANT, LEVEL, NEXT);

  it.each([1, 2, 3, 5, 7, 16, 1000])('is the same in pieces of %i bytes, characters cut in half', async (piece) => {
    const groups = await read(whole, piece);
    expect(groups.map((group) => group.root.title)).toEqual(['Käse 🧀', 'é']);
    expect(groups[0]?.children).toHaveLength(2);
    expect(groups.map((group) => group.end)).toEqual([file(PRODUCT, VARIANT, LEVEL).length, whole.length]);
  });

  it('goes on from a byte offset', async () => {
    const [first] = await read(whole);
    const end = first?.end ?? 0;
    const groups = await read(whole.subarray(end), 4, end);
    expect(groups).toEqual([{ root: NEXT, children: [], end: whole.length }]);
  });

  it('takes a last line without its line end, and leaves out empty lines', async () => {
    const bytes = Buffer.from(`\n${file(PRODUCT).toString()}\r\n${JSON.stringify(NEXT)}`);
    const groups = await read(bytes);
    expect(groups.map((group) => group.root.id)).toEqual([PRODUCT.id, NEXT.id]);
    expect(groups[1]?.end).toBe(bytes.length);
  });

  it('never takes a cut file for its end', async () => {
    await expect(read(whole.subarray(0, whole.length - 5))).rejects.toThrow(BrokenFileError);
    // Cut right behind a line: only the size tells.
    const cut = file(PRODUCT, VARIANT);
    await expect(read(cut, 1000, 0, whole.length)).rejects.toThrow(`after ${cut.length} of ${whole.length} bytes`);
    expect(await read(whole, 1000, 0, whole.length)).toHaveLength(2);
  });

  it('hands over no group that may lack children', async () => {
    const seen: JsonlGroup[] = [];
    const cut = inPieces(file(PRODUCT, VARIANT), 1000);
    await expect(
      (async () => {
        for await (const group of groupsOf(cut, 0, whole.length)) seen.push(group);
      })(),
    ).rejects.toThrow(BrokenFileError);
    expect(seen).toEqual([]);
  });

  it.each(['{"id":', 'null', '[]', '<html>'])('refuses the line %s', async (line) => {
    await expect(read(Buffer.from(`${file(PRODUCT).toString()}${line}\n`))).rejects.toThrow(BrokenFileError);
  });

  it('refuses a child above any parent', async () => {
    await expect(read(file(VARIANT))).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});

describe('assemble', () => {
  const group = (...children: object[]): JsonlGroup =>
    structuredClone({ root: PRODUCT, children, end: 0 }) as unknown as JsonlGroup;

  it('puts children into the connections of their parents, and empty connections where there are none', () => {
    const node = assemble(group(LEVEL, VARIANT), KINSHIP);
    const empty = { hasNextPage: false, endCursor: null };
    expect(node).toMatchObject({
      variants: {
        pageInfo: empty,
        nodes: [
          { media: { nodes: [], pageInfo: empty }, inventoryItem: { inventoryLevels: { nodes: [{ id: LEVEL.id }] } } },
        ],
      },
    });
  });

  it('finds the parent of a level also by its inventory item', () => {
    const node = assemble(group(VARIANT, { ...LEVEL, __parentId: 'gid://shopify/InventoryItem/3' }), KINSHIP);
    expect(JSON.stringify(node)).toContain(LEVEL.id);
  });

  it('refuses a child of another group, and a kind that was not asked for', () => {
    expect(() => assemble(group({ ...VARIANT, __parentId: NEXT.id }), KINSHIP)).toThrow('does not stand below');
    expect(() => assemble(group({ id: 'gid://shopify/Order/1', __parentId: PRODUCT.id }), KINSHIP)).toThrow('Order');
  });
});
