import { MagentoPlatform } from './magento/magento.platform.js';
import type { Platform } from './platform.port.js';
import { ShopifyPlatform } from './shopify/shopify.platform.js';
import { WooCommercePlatform } from './woocommerce/woocommerce.platform.js';

/** The platforms that can be connected. A new one adds its folder and its line here. */
export function createPlatforms(options: { sandbox_url: string | null }): Platform[] {
  return [new ShopifyPlatform(options), new WooCommercePlatform(), new MagentoPlatform()];
}
