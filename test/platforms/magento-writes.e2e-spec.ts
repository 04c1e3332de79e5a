import { MagentoPlatform } from '../../src/modules/stores/platforms/magento/magento.platform.js';
import { platformWritesContract } from '../../src/modules/stores/platforms/platform.writes.contract.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 300, products: 40 });
});
afterAll(() => sandbox.close());

describe('Magento, written', () => {
  platformWritesContract(async () => ({
    platform: new MagentoPlatform(),
    credentials: credentialsFor('magento', sandbox),
    ...shopInSandbox(sandbox, 'magento'),
    cancels: 'unpaid',
  }));
});
