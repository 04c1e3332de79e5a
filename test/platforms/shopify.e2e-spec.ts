import { hmac } from '../../src/common/security/signature.js';
import { platformContract } from '../../src/modules/stores/platforms/platform.contract.js';
import { ShopifyPlatform } from '../../src/modules/stores/platforms/shopify/shopify.platform.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 120, products: 20, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } });
});
afterAll(() => sandbox.close());

describe('Shopify as a platform', () => {
  platformContract(async () => ({
    platform: new ShopifyPlatform({ sandbox_url: sandbox.url }),
    credentials: credentialsFor('shopify', sandbox),
    wrong_credentials: { shop_domain: 'demo.myshopify.com', access_token: 'shpat_wrong' },
    ...shopInSandbox(sandbox, 'shopify'),
    signed: (_secret, credentials) => {
      const body = Buffer.from(
        JSON.stringify({ id: 450789469, admin_graphql_api_id: 'gid://shopify/Order/450789469' }),
      );
      return {
        headers: {
          'x-shopify-topic': 'orders/updated',
          'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
          'x-shopify-shop-domain': 'demo.myshopify.com',
          'x-shopify-hmac-sha256': hmac('sha256', credentials.client_secret ?? '', body).toString('base64'),
        },
        raw_body: body,
      };
    },
  }));
});
