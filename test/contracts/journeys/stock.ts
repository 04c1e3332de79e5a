import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { type Job, jobSucceeded } from '../../stores/shops.js';
import type { Walk } from './walk.js';

const STOCK = 'GET stores/{store_id}/inventory';
const SET_STOCK = 'POST stores/{store_id}/inventory';
const LOCATIONS = 'GET stores/{store_id}/locations';
const EXPORT = 'GET stores/{store_id}/products/export';
const IMPORT = 'POST stores/{store_id}/products/import';
const IMPORT_ITEMS = 'GET stores/{store_id}/products/imports/{job_id}';

type Row = Record<string, string>;
interface Stock {
  variant_id: string;
  track_inventory: boolean;
  inventory_quantity: number | null;
  inventory_levels: { platform_location_id: string; available: number }[];
}

/** Every endpoint of stock: what there is and where, set, adjusted, and refused when it is not what was thought. */
export async function walkStock(walk: Walk): Promise<void> {
  await walk.take(STOCK, 200, { query: { low: 'true', limit: '5' } });
  const places = await walk.items<{ platform_location_id: string }>(LOCATIONS);
  expect(places.length).toBeGreaterThan(0);
  const all = await walk.items<Stock>(STOCK, { query: { limit: '250' } });
  const tracked = all.filter((stock) => stock.track_inventory && (stock.inventory_quantity ?? 0) > 3);
  const [a, b] = tracked.filter(({ inventory_levels: levels }) => levels.length <= 1);
  const several = tracked.find(({ inventory_levels: levels }) => levels.length > 1 && levels[0]!.available > 1);
  const changes = [
    { variant_id: a!.variant_id, set: 41 },
    { variant_id: b!.variant_id, adjust: -2 },
    ...(several === undefined
      ? []
      : [
          {
            variant_id: several.variant_id,
            adjust: -1,
            location_id: several.inventory_levels[0]!.platform_location_id,
          },
        ]),
  ];
  const { results } = await walk.data<{ results: { result: string }[] }>(SET_STOCK, 200, { body: { changes } });
  expect(results.map(({ result }) => result)).toEqual(changes.map(() => 'set'));
  const stale = { variant_id: a!.variant_id, set: 1, expected: 40 };
  const refused = await walk.take(SET_STOCK, 409, { body: { changes: [stale] } });
  expect(refused.body.error.details.results).toMatchObject([{ result: 'stale', available: 41 }]);
  const forced = { variant_id: a!.variant_id, set: 40, expected: null };
  await walk.take(SET_STOCK, 200, { body: { changes: [forced] } });
}

/** Every endpoint of files: all products out, some edited ones and a new one in. */
export async function walkFiles(walk: Walk): Promise<void> {
  const { text } = await walk.take(EXPORT, 200);
  const rows: Row[] = parse(text, { columns: true, record_delimiter: '\r\n' });
  expect(rows.length).toBeGreaterThan(20);
  const xlsx = await walk.take(EXPORT, 200, { query: { format: 'xlsx', status: 'active' } });
  expect(xlsx.text.startsWith('PK')).toBe(true);

  const known = rows.find(({ status, price }) => status === 'active' && price !== '')!;
  const file = (lines: Row[]): string =>
    stringify(lines, { header: true, columns: ['sku', 'title', 'price', 'status'] });
  const edited = { ...known, price: '77.70' };
  const fresh: Row = { sku: `FILE-${walk.platform}`, title: 'By file', price: '12.50', status: 'draft' };
  const faulty = await walk.take(IMPORT, 400, { file: file([edited, { ...fresh, price: '-1' }]) });
  expect(faulty.body.error.details.errors).toMatchObject([{ line: 3, column: 'price' }]);
  const dry = await walk.data<{ job: null }>(IMPORT, 200, { file: file([edited, fresh]), query: { dry_run: 'true' } });
  expect(dry).toMatchObject({ job: null, summary: { to_create: 1, to_update: 1 } });
  const { job } = await walk.data<{ job: Job }>(IMPORT, 202, { file: file([edited, fresh]) });
  expect((await jobSucceeded(walk.http, job.id)).result).toEqual({ created: 1, updated: 1, failed: 0 });
  const items = await walk.items<{ state: string }>(IMPORT_ITEMS, { ids: { job_id: job.id } });
  expect(items.map(({ state }) => state)).toEqual(['done', 'done']);
}
