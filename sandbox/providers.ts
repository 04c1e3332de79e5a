import type { CreateProvider } from './core/provider.js';
import { createMagentoProvider } from './magento/provider.js';
import { createMeta } from './meta/provider.js';
import { createPaypal } from './paypal/provider.js';
import { createShopify } from './shopify/provider.js';
import { createSquare } from './square/provider.js';
import { createStripe } from './stripe/provider.js';
import { createTiktok } from './tiktok/provider.js';
import { createWooCommerceProvider } from './woocommerce/provider.js';

/** The services that the sandbox stands in for; a new one adds its line here and its folder beside. */
export const PROVIDERS: readonly CreateProvider[] = [
  createShopify,
  createWooCommerceProvider,
  createMagentoProvider,
  createStripe,
  createPaypal,
  createSquare,
  createMeta,
  createTiktok,
];
