export interface MediaEntry {
  id: number;
  label: string | null;
  position: number;
  disabled: boolean;
  types: string[];
  file: string;
}

export interface StockItem {
  item_id: number;
  manage_stock: boolean;
}

/** What `catalog_product_entity` and its attributes hold; money in cents, moments in seconds. */
export interface Product {
  id: number;
  sku: string;
  name: string;
  type: 'simple' | 'virtual' | 'configurable';
  price: number;
  status: 1 | 2;
  visibility: 1 | 2 | 3 | 4;
  /** In the shop's unit. */
  weight: number | null;
  created: number;
  updated: number;
  stock: StockItem;
  /** Pieces by source of Multi-Source Inventory; a configurable product has none. */
  sources: Map<string, number>;
  media: MediaEntry[];
  /** Everything else, by attribute code: texts, and option ids of choices. */
  attributes: Map<string, string>;
  /** Configurable: the ids of its attributes in their order, and its children's ids. */
  options: number[];
  children: number[];
}

export interface Source {
  source_code: string;
  name: string;
  enabled: boolean;
}

export const SOURCES: readonly Source[] = [
  { source_code: 'default', name: 'Default Source', enabled: true },
  { source_code: 'east', name: 'Warehouse East', enabled: true },
  { source_code: 'closed', name: 'Old Warehouse', enabled: false },
];
