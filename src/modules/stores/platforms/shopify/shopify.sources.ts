import type { PlatformCustomer, PlatformOrder, PlatformProduct } from '../platform.records.js';
import { completeOrders, completeProducts } from './shopify.completion.js';
import { mapCustomer } from './shopify.customer-mapper.js';
import { mapOrder } from './shopify.order-mapper.js';
import { mapProduct } from './shopify.product-mapper.js';
import {
  BULK_CUSTOMERS_QUERY,
  BULK_ORDERS_QUERY,
  BULK_PRODUCTS_QUERY,
  CUSTOMER_QUERY,
  CUSTOMERS_QUERY,
  ORDER_QUERY,
  ORDERS_QUERY,
  PRODUCT_QUERY,
  PRODUCTS_QUERY,
} from './shopify.queries.js';
import type { SingleSource } from './shopify.read.js';

const MEDIA = { MediaImage: 'media', Video: 'media', ExternalVideo: 'media', Model3d: 'media' };

export const PRODUCTS: SingleSource<PlatformProduct> = {
  bulk: {
    query: BULK_PRODUCTS_QUERY,
    kinship: {
      Product: { ProductVariant: 'variants', ...MEDIA },
      ProductVariant: MEDIA,
      InventoryItem: { InventoryLevel: 'inventoryLevels' },
    },
  },
  pages: { document: PRODUCTS_QUERY, root: 'products', first: 3, nested: 10, most: 100 },
  one: { document: PRODUCT_QUERY, root: 'product', type: 'Product', nested: 10 },
  complete: completeProducts,
  map: mapProduct,
};

export const ORDERS: SingleSource<PlatformOrder> = {
  bulk: { query: BULK_ORDERS_QUERY, kinship: { Order: { LineItem: 'lineItems' } } },
  pages: { document: ORDERS_QUERY, root: 'orders', first: 3, nested: 20, most: 100 },
  one: { document: ORDER_QUERY, root: 'order', type: 'Order', nested: 20 },
  complete: completeOrders,
  map: mapOrder,
};

export const CUSTOMERS: SingleSource<PlatformCustomer> = {
  bulk: { query: BULK_CUSTOMERS_QUERY, kinship: {} },
  pages: { document: CUSTOMERS_QUERY, root: 'customers', first: 50, nested: 0, most: 250 },
  one: { document: CUSTOMER_QUERY, root: 'customer', type: 'Customer', nested: 0 },
  complete: () => Promise.resolve(),
  map: mapCustomer,
};
