import { platformWritesContract } from '../../src/modules/stores/platforms/platform.writes.contract.js';
import { WooCommercePlatform } from '../../src/modules/stores/platforms/woocommerce/woocommerce.platform.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 300, products: 40 });
});
afterAll(() => sandbox.close());

describe('WooCommerce, written', () => {
  platformWritesContract(async () => ({
    platform: new WooCommercePlatform(),
    credentials: credentialsFor('woocommerce', sandbox),
    ...shopInSandbox(sandbox, 'woocommerce'),
  }));
});
