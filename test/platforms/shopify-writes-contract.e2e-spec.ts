import { platformWritesContract } from '../../src/modules/stores/platforms/platform.writes.contract.js';
import { ShopifyPlatform } from '../../src/modules/stores/platforms/shopify/shopify.platform.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    orders: 300,
    products: 20,
    settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
  });
});
afterAll(() => sandbox.close());

describe('Shopify as a platform that is written to', () => {
  platformWritesContract(async () => ({
    platform: new ShopifyPlatform({ sandbox_url: sandbox.url }),
    credentials: credentialsFor('shopify', sandbox),
    wrong_credentials: { shop_domain: 'demo.myshopify.com', access_token: 'shpat_wrong' },
    ...shopInSandbox(sandbox, 'shopify'),
  }));
});
