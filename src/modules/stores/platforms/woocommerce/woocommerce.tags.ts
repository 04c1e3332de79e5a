import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { idAt, listAt, objectAt } from '../platform.values.js';
import { nameAt } from './mapper/values.js';
import type { WooClient } from './woocommerce.client.js';
import { refuse } from './woocommerce.refusal.js';

const NAME_LENGTH = 255;

/** Ids of tags by their names, for one piece of work; WooCommerce takes ids only. */
export class Tags {
  private readonly ids = new Map<string, number>();

  constructor(private readonly client: WooClient) {}

  /** What a record that was read shows need not be asked for. */
  learn(product: JsonObject): void {
    for (const tag of listAt(product.tags)) this.keep(tag);
  }

  /** In the order of the names, each once; tags that the shop has not are made. Null for null. */
  async idsOf(names: string[] | undefined): Promise<number[] | null> {
    if (names === undefined) return null;
    const ids: number[] = [];
    for (const name of names.map((one) => one.trim()).filter((one) => one !== '')) {
      const id = this.ids.get(keyOf(name)) ?? (await this.find(name)) ?? (await this.make(name));
      if (!ids.includes(id)) ids.push(id);
    }
    return ids;
  }

  /** `search` finds parts of names as they are stored, escaped; the whole name decides. */
  private async find(name: string): Promise<number | undefined> {
    const parts = name.match(/[\p{L}\p{N} ]+/gu) ?? [name];
    const longest = parts.reduce((a, b) => (b.length > a.length ? b : a)).trim();
    const { rows } = await this.client.list('products/tags', { search: longest, per_page: 100, _fields: 'id,name' });
    for (const tag of rows) this.keep(tag);
    return this.ids.get(keyOf(name));
  }

  /** Repeating it is harmless: a second one of the same name is refused with the id of the first. */
  private async make(name: string): Promise<number> {
    try {
      this.keep(await this.client.write('POST', 'products/tags', { name }, true));
    } catch (error) {
      if (!(error instanceof ProviderError) || error.provider_code !== 'term_exists') throw error;
      await this.find(name);
    }
    const id = this.ids.get(keyOf(name));
    if (id === undefined) throw refuse(`The shop keeps the tag "${name}" under another name`);
    return id;
  }

  private keep(tag: JsonObject): void {
    const { id, name } = objectAt(tag);
    const text = nameAt(name, NAME_LENGTH);
    const number = idAt(id);
    if (text !== null && number !== null) this.ids.set(keyOf(text), Number(number));
  }
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
