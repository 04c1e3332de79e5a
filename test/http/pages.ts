import type { HttpClient } from '../support/http.js';

export interface Item {
  id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the wire says is what the test is about to check
  [field: string]: any;
}

/** One page; anything but a 200 is an error that shows it. */
export async function page(
  http: HttpClient,
  path: string,
): Promise<{ items: Item[]; next_cursor: string | null; total?: number }> {
  const answer = await http.get(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  const { items, page: info } = answer.body.data;
  if (info.has_more !== (info.next_cursor !== null)) throw new Error(`${path}: has_more and next_cursor differ`);
  return { items, next_cursor: info.next_cursor, total: info.total };
}

/** Every item of a list, page after page; `between` happens after each page. */
export async function walk(
  http: HttpClient,
  path: string,
  between: (pageNumber: number) => Promise<void> = async () => {},
): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = null;
  for (let number = 1; number < 500; number += 1) {
    const join = path.includes('?') ? '&' : '?';
    const { items, next_cursor } = await page(http, cursor === null ? path : `${path}${join}cursor=${cursor}`);
    all.push(...items);
    if (next_cursor === null) return all;
    cursor = next_cursor;
    await between(number);
  }
  throw new Error(`${path} has no end`);
}
