import { PaypalProvider } from '../../../src/modules/payments/providers/paypal/paypal.provider.js';
import { providerContract } from '../../../src/modules/payments/providers/provider.contract.js';
import { startSandbox, type TestSandbox } from '../../support/sandbox.js';
import { CREDENTIALS, type Receiver, startReceiver } from './paypal-rig.js';
import { accountInSandbox } from './sandbox-account.js';

let sandbox: TestSandbox;
let receiver: Receiver;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 120, products: 12 });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await sandbox.close();
});

describe('PayPal as a payment provider', () => {
  providerContract(() => {
    const provider = new PaypalProvider({ api_url: `${sandbox.url}/paypal` });
    return Promise.resolve({
      provider,
      credentials: CREDENTIALS,
      wrong_credentials: { ...CREDENTIALS, client_secret: 'sandbox-paypal-wrong' },
      resource_of: { payment: 'transactions', refund: 'transactions', payout: 'payouts' },
      refund_path: '/refund',
      disputes_days: 179,
      ...accountInSandbox(sandbox, 'paypal'),
      signed: async (connection) => {
        const { ids } = await provider.webhooks.register(connection, receiver.url);
        const { payment_id } = await sandbox.event('paypal', 'payment_succeeded', { amount: 1999 });
        const delivery = await receiver.next((text) => text.includes(String(payment_id)));
        await provider.webhooks.remove(connection, receiver.url);
        return {
          delivery,
          trust: { secrets: [], webhook_ids: ['SOMEBODY', ...ids], callback_url: receiver.url, now: Date.now() },
          resource: 'transactions',
          platform_id: String(payment_id),
        };
      },
    });
  });
});
