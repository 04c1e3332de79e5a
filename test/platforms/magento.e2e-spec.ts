import { platformContract } from '../../src/modules/stores/platforms/platform.contract.js';
import { MagentoPlatform } from '../../src/modules/stores/platforms/magento/magento.platform.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { credentialsFor } from '../stores/shops.js';
import { shopInSandbox } from './sandbox-shop.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 230, products: 24 });
});
afterAll(() => sandbox.close());

const SECRETS = {
  consumer_key: 'magento-sandbox-consumer-key',
  consumer_secret: 'magento-sandbox-consumer-secret',
  access_token_secret: 'magento-sandbox-token-secret',
};

describe.each([
  ['with a bearer token', {}, { access_token: 'magento-sandbox-wrong-token' }],
  ['signed with OAuth', SECRETS, { consumer_secret: 'magento-sandbox-wrong-secret' }],
])('Magento as a platform, %s', (_how, more, wrong) => {
  platformContract(async () => ({
    platform: new MagentoPlatform(),
    credentials: { ...credentialsFor('magento', sandbox), ...more },
    wrong_credentials: { ...credentialsFor('magento', sandbox), ...more, ...wrong },
    ...shopInSandbox(sandbox, 'magento'),
    // Magento signs no deliveries: it sends none.
    signed: () => ({ headers: {}, raw_body: Buffer.from('{}') }),
  }));
});
