import type { JsonObject } from '../core/json.js';
import { COLOURS, SIZES } from './words.js';

export interface AttributeOption {
  label: string;
  value: string;
}

export interface Attribute {
  id: number;
  code: string;
  label: string;
  input: 'select' | 'text' | 'textarea' | 'price' | 'date';
  user_defined: boolean;
  options: AttributeOption[];
}

const optionsOf = (labels: readonly string[], first: number): AttributeOption[] =>
  labels.map((label, index) => ({ label, value: String(first + index) }));

/** Attributes of the shop's products; only `color`, `size` and what people add are choices of configurable products. */
export class Attributes {
  readonly all: Attribute[] = [
    { id: 73, code: 'name', label: 'Product Name', input: 'text', user_defined: false, options: [] },
    { id: 75, code: 'description', label: 'Description', input: 'textarea', user_defined: false, options: [] },
    {
      id: 76,
      code: 'short_description',
      label: 'Short Description',
      input: 'textarea',
      user_defined: false,
      options: [],
    },
    { id: 77, code: 'price', label: 'Price', input: 'price', user_defined: false, options: [] },
    { id: 78, code: 'special_price', label: 'Special Price', input: 'price', user_defined: false, options: [] },
    {
      id: 79,
      code: 'special_from_date',
      label: 'Special Price From Date',
      input: 'date',
      user_defined: false,
      options: [],
    },
    {
      id: 80,
      code: 'special_to_date',
      label: 'Special Price To Date',
      input: 'date',
      user_defined: false,
      options: [],
    },
    { id: 81, code: 'cost', label: 'Cost', input: 'price', user_defined: true, options: [] },
    {
      id: 83,
      code: 'manufacturer',
      label: 'Manufacturer',
      input: 'select',
      user_defined: true,
      options: optionsOf(['Acme', 'Müller & Söhne'], 20),
    },
    { id: 93, code: 'color', label: 'Color', input: 'select', user_defined: true, options: optionsOf(COLOURS, 49) },
    { id: 119, code: 'url_key', label: 'URL Key', input: 'text', user_defined: false, options: [] },
    { id: 141, code: 'size', label: 'Size', input: 'select', user_defined: true, options: optionsOf(SIZES, 167) },
  ];
  private nextOption = 5000;

  byCode(code: string): Attribute | undefined {
    return this.all.find((attribute) => attribute.code === code);
  }

  byId(id: number): Attribute | undefined {
    return this.all.find((attribute) => attribute.id === id);
  }

  /** The value (option id) of a label, for the generated products. */
  valueOf(code: string, label: string): string {
    return this.byCode(code)?.options.find((option) => option.label === label)?.value ?? '';
  }

  addOption(attribute: Attribute, label: string): string {
    const value = String(this.nextOption++);
    attribute.options.push({ label, value });
    return value;
  }
}

export function attributeView(attribute: Attribute): JsonObject {
  const { id, code, label, input, user_defined } = attribute;
  return {
    is_wysiwyg_enabled: input === 'textarea',
    is_html_allowed_on_front: true,
    is_visible: true,
    scope: code === 'name' || code === 'description' ? 'store' : 'global',
    attribute_id: id,
    attribute_code: code,
    frontend_input: input,
    entity_type_id: '4',
    is_required: code === 'name' || code === 'price',
    // The platform's list of a choice begins with an empty one.
    options:
      input === 'select' ? [{ label: ' ', value: '' }, ...attribute.options.map((option) => ({ ...option }))] : [],
    is_user_defined: user_defined,
    default_frontend_label: label,
    frontend_labels: [],
    backend_type: input === 'select' ? 'int' : 'varchar',
    is_unique: '0',
    validation_rules: [],
  };
}
