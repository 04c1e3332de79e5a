import { hmac } from '../../../src/common/security/signature.js';
import { providerContract } from '../../../src/modules/payments/providers/provider.contract.js';
import { StripeProvider } from '../../../src/modules/payments/providers/stripe/stripe.provider.js';
import { startSandbox, type TestSandbox } from '../../support/sandbox.js';
import { accountInSandbox } from './sandbox-account.js';

const SECRET = 'whsec_of_this_suite';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ orders: 120, products: 12 });
});
afterAll(() => sandbox.close());

function signed(body: string, at: number, secret = SECRET): { headers: Record<string, string>; raw_body: Buffer } {
  const time = Math.floor(at / 1000);
  const signature = hmac('sha256', secret, `${time}.${body}`).toString('hex');
  return { headers: { 'stripe-signature': `t=${time},v1=${signature}` }, raw_body: Buffer.from(body) };
}

describe('Stripe as a payment provider', () => {
  providerContract(() =>
    Promise.resolve({
      provider: new StripeProvider({ api_url: `${sandbox.url}/stripe` }),
      credentials: { secret_key: 'sk_test_sandbox_demo' },
      wrong_credentials: { secret_key: 'sk_test_sandbox_wrong' },
      resource_of: { payment: 'charges', refund: 'refunds', payout: 'payouts' },
      refund_path: '/v1/refunds',
      ...accountInSandbox(sandbox, 'stripe'),
      signed: () => {
        const now = Date.now();
        const object = { id: 'ch_3Qk1', object: 'charge', created: 1_790_000_000 };
        const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'charge.succeeded', data: { object } });
        const trust = {
          secrets: ['whsec_newer', SECRET],
          webhook_ids: ['we_1'],
          callback_url: 'https://x.example/',
          now,
        };
        return Promise.resolve({
          delivery: signed(body, now),
          trust,
          resource: 'charges',
          platform_id: 'ch_3Qk1',
          replayed: signed(body, now - 301_000),
        });
      },
    }),
  );
});
