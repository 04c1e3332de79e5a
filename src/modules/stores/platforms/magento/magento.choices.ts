import type { JsonObject } from '../../../../common/json.js';
import type { MagentoClient } from './magento.client.js';
import { labelsOf, readChoices } from './magento.facts.js';
import { refused } from './magento.writes.js';
import { idAt, listAt, objectAt, shortText, textAt } from '../platform.values.js';

/** An attribute that variants are chosen by. */
export interface Choice {
  id: string;
  code: string;
  label: string;
  /** Option id by label. */
  values: Map<string, string>;
}

/** Finds the attributes and values behind options like `{ "Size": "M" }`; values that are missing are added to the shop's. */
export class Choices {
  private known: Promise<Choice[]> | null = null;

  constructor(private readonly client: MagentoClient) {}

  /** Throws `rejected` where the shop has no such attribute: what variants differ in is the shop's own design. */
  async named(name: string): Promise<Choice> {
    const choice = (await this.all()).find((one) => same(one.label, name) || same(one.code, name));
    if (choice !== undefined) return choice;
    throw refused(
      `The shop has no attribute "${name}" that variants could be chosen by: ` +
        'add it there (Stores → Attributes → Product) as a dropdown with global scope',
    );
  }

  /** The attributes of a configurable product. */
  async of(product: JsonObject): Promise<Choice[]> {
    const all = await this.all();
    return listAt(objectAt(product.extension_attributes).configurable_product_options).flatMap((option) => {
      const choice = all.find((one) => one.id === idAt(option.attribute_id));
      const label = shortText(option.label, 255);
      return choice === undefined ? [] : [{ ...choice, label: label ?? choice.label }];
    });
  }

  /** The id of a value; a new one is added. */
  async valueOf(choice: Choice, label: string): Promise<string> {
    const find = (values: Map<string, string>): string | undefined =>
      values.get(label) ?? [...values].find(([known]) => same(known, label))?.[1];
    const known = find(choice.values);
    if (known !== undefined) return known;
    const path = `products/attributes/${encodeURIComponent(choice.code)}/options`;
    await this.client.send('POST', path, { option: { label } });
    // What the shop answers differs between versions: the list tells.
    const options = await this.client.get(path);
    for (const [value, text] of labelsOf({ options })) choice.values.set(text, value);
    const added = find(choice.values);
    if (added === undefined) throw refused(`The shop did not add "${label}" to the values of "${choice.label}"`);
    return added;
  }

  private all(): Promise<Choice[]> {
    this.known ??= readChoices(this.client).then((rows) =>
      rows.flatMap((row): Choice[] => {
        const [id, code] = [idAt(row.attribute_id), textAt(row.attribute_code)];
        if (id === null || code === null) return [];
        const values = new Map([...labelsOf(row)].map(([value, label]) => [label, value]));
        return [{ id, code, label: shortText(row.default_frontend_label, 255) ?? code, values }];
      }),
    );
    return this.known;
  }
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
