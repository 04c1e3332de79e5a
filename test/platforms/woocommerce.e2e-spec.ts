import { hmac } from '../../src/common/security/signature.js';
import { platformContract } from '../../src/modules/stores/platforms/platform.contract.js';
import { WooCommercePlatform } from '../../src/modules/stores/platforms/woocommerce/woocommerce.platform.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 230, products: 20 });
});
afterAll(() => sandbox.close());

describe('WooCommerce as a platform', () => {
  platformContract(async () => ({
    platform: new WooCommercePlatform(),
    credentials: credentialsFor('woocommerce', sandbox),
    wrong_credentials: { ...credentialsFor('woocommerce', sandbox), consumer_secret: 'cs_wrong' },
    ...shopInSandbox(sandbox, 'woocommerce'),
    signed: (secret) => {
      const body = Buffer.from(JSON.stringify({ id: 1043, status: 'processing' }));
      return {
        headers: {
          'content-type': 'application/json',
          'x-wc-webhook-topic': 'order.updated',
          'x-wc-webhook-resource': 'order',
          'x-wc-webhook-event': 'updated',
          'x-wc-webhook-id': '7',
          'x-wc-webhook-delivery-id': 'd3b07384d113edec49eaa6238ad5ff00',
          'x-wc-webhook-signature': hmac('sha256', secret, body).toString('base64'),
        },
        raw_body: body,
      };
    },
  }));
});
