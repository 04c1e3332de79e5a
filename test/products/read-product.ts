/** A product as the API shows it. */
export interface ReadProduct {
  id: string;
  platform_product_id: string | null;
  title: string;
  price: string | null;
  sku: string | null;
  status: string;
  tags: string[];
  inventory_quantity: number;
  updated_at: string;
  platform_updated_at: string | null;
  variants: {
    id: string;
    platform_variant_id: string | null;
    sku: string | null;
    price: string | null;
    compare_at_price: string | null;
    inventory_quantity: number | null;
    options: Record<string, string>;
    inventory_levels: { platform_location_id: string; available: number }[];
  }[];
}
