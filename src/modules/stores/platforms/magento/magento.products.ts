import { Breather } from '../../../../common/clock/breather.js';
import type { JsonObject } from '../../../../common/json.js';
import type { BadRecord, ManyRecords } from '../platform.port.js';
import type { PlatformProduct } from '../platform.records.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import type { MagentoClient } from './magento.client.js';
import { readFacts } from './magento.facts.js';
import { Families } from './magento.families.js';
import { StockReader } from './magento.levels.js';
import { where, whereAny } from './magento.search.js';
import { mapProduct } from './mapper/product.mapper.js';
import type { CatalogueFacts } from './mapper/product.mapper.js';
import { UnmappableRecord, idAt, textAt } from '../platform.values.js';

/** Ids in one address. */
const IDS_A_CALL = 100;
const CONCURRENCY = 3;

/** Makes products of rows: with their children, their stock and the words behind their numbers. For one piece of work. */
export class ProductReader {
  private facts: Promise<CatalogueFacts> | null = null;
  private readonly stock: StockReader;

  constructor(
    private readonly client: MagentoClient,
    private readonly now: number,
  ) {
    this.stock = new StockReader(client);
  }

  /**
   * The products that the rows are or belong to. In a full read children are left out, as their product comes by itself;
   * in an incremental one (`follow`) a child that changed brings its product along.
   */
  async complete(rows: JsonObject[], follow: boolean): Promise<{ records: PlatformProduct[]; bad: BadRecord[] }> {
    if (rows.length === 0) return { records: [], bad: [] };
    const families = await Families.of(this.client);
    const roots = new Map(
      rows.filter((row) => families.parentOf(idAt(row.id) ?? '') === null).map((row) => [idAt(row.id), row]),
    );
    const missing = rows
      .map((row) => families.parentOf(idAt(row.id) ?? ''))
      .filter((id): id is string => follow && id !== null && !roots.has(id));
    for (const row of await this.byIds([...new Set(missing)])) roots.set(idAt(row.id), row);
    return this.build([...roots.values()], families);
  }

  /** The product as it is now, or the one that it is a variant of. */
  async one(id: string): Promise<{ records: PlatformProduct[]; bad: BadRecord[] }> {
    const families = await Families.of(this.client);
    return this.build(await this.byIds([families.parentOf(id) ?? id]), families);
  }

  /** Several products as they are now, each once, or the ones that they are variants of; `gone`: neither is there. */
  async many(ids: readonly string[]): Promise<ManyRecords<PlatformProduct>> {
    if (ids.length === 0) return { records: [], bad: [], gone: [] };
    const families = await Families.of(this.client);
    const rootOf = (id: string): string => families.parentOf(id) ?? id;
    const rows = await this.byIds([...new Set(ids.map(rootOf))]);
    const there = new Set(rows.map((row) => idAt(row.id)));
    return { ...(await this.build(rows, families)), gone: ids.filter((id) => !there.has(rootOf(id))) };
  }

  private async build(
    rows: JsonObject[],
    families: Families,
  ): Promise<{ records: PlatformProduct[]; bad: BadRecord[] }> {
    if (rows.length === 0) return { records: [], bad: [] };
    this.facts ??= readFacts(this.client, this.now);
    const facts = await this.facts;
    const childIds = new Map(rows.map((row) => [row, families.childrenOf(row)]));
    const children = new Map((await this.byIds([...childIds.values()].flat())).map((row) => [idAt(row.id), row]));
    const membersOf = (row: JsonObject): JsonObject[] =>
      (childIds.get(row) ?? []).flatMap((id): JsonObject[] => {
        const child = children.get(id);
        return child === undefined ? [] : [child];
      });
    const sold = rows.flatMap((row) => (row.type_id === 'configurable' ? membersOf(row) : [row]));
    const levels = await this.stock.of(sold.flatMap((row) => textAt(row.sku) ?? []));
    const records: PlatformProduct[] = [];
    const bad: BadRecord[] = [];
    const breather = new Breather();
    for (const row of rows) {
      await breather.turn();
      try {
        records.push(mapProduct(row, membersOf(row), facts, (sku) => levels.get(sku) ?? null));
      } catch (error) {
        if (!(error instanceof UnmappableRecord)) throw error;
        bad.push({ platform_id: idAt(row.id), reason: error.message, raw: row });
      }
    }
    return { records, bad };
  }

  private async byIds(ids: string[]): Promise<JsonObject[]> {
    const chunks = Array.from({ length: Math.ceil(ids.length / IDS_A_CALL) }, (_one, n) =>
      ids.slice(n * IDS_A_CALL, (n + 1) * IDS_A_CALL),
    );
    return (await concurrently(chunks, CONCURRENCY, (chunk) => this.page(chunk))).flat();
  }

  /** Small pages where the shop limits them: what is missing is asked for again behind the last. */
  private async page(ids: string[]): Promise<JsonObject[]> {
    const all: JsonObject[] = [];
    for (let last = 0; ;) {
      const { rows, total } = await this.client.search('products', {
        groups: [whereAny('entity_id', ids), where('entity_id', 'gt', last)],
        sort: 'entity_id',
        page_size: IDS_A_CALL,
      });
      all.push(...rows);
      const next = Number(rows.at(-1)?.id);
      if (rows.length >= total || !(next > last)) return all;
      last = next;
    }
  }
}
