import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { NetworkConnection } from '../network.connection.js';
import type { Query, TikTokClient } from './tiktok.client.js';
import { TIKTOK } from './tiktok.errors.js';

/** A row as TikTok tells it. */
export type Row = Readonly<Record<string, unknown>>;

/** What campaigns, ad groups and ads are called in paths and fields. */
export const NODES = { campaign: 'campaign', ad_set: 'adgroup', ad: 'ad' } as const;
export type NodeKind = keyof typeof NODES;

/** What a filter takes at once. */
export const IDS_A_CALL = 100;
const ROWS_A_PAGE = 1000;
/** Further pages are a fault of the answers: no advertiser has as much of one thing. */
const MOST_PAGES = 1000;

export function textIn(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Throws ProviderError `bad_answer`. */
export function rowsIn(data: Row, name = 'list'): Row[] {
  const rows = data[name];
  if (Array.isArray(rows)) return rows as Row[];
  throw new ProviderError({ fault: 'bad_answer', provider: TIKTOK, message: `TikTok answered without its ${name}` });
}

/** Every page of a list, in TikTok's order. */
export async function* pagesOf(
  client: TikTokClient,
  connection: NetworkConnection,
  path: string,
  query: Query,
  { name = 'list', size = ROWS_A_PAGE }: { name?: string; size?: number } = {},
): AsyncGenerator<Row[]> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const data = await client.get(connection, path, { ...query, page: String(page), page_size: String(size) });
    yield rowsIn(data, name);
    const { total_page: last } = (data.page_info ?? {}) as { total_page?: unknown };
    if (typeof last !== 'number' || page >= last) return;
  }
}

/** All that the filter matches and is not deleted. */
export async function nodesOf(
  client: TikTokClient,
  connection: NetworkConnection,
  kind: NodeKind,
  advertiser_id: string,
  filtering: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const pages = pagesOf(client, connection, `${NODES[kind]}/get`, { advertiser_id, filtering });
  for await (const page of pages) rows.push(...page);
  return rows;
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
