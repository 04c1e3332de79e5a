import { createHmac, randomUUID } from 'node:crypto';

import { providerContract } from '../../../src/modules/payments/providers/provider.contract.js';
import type { ProviderDelivery } from '../../../src/modules/payments/providers/provider.port.js';
import { accountInSandbox } from './sandbox-account.js';
import { SquareRig, TOKENS } from './square-rig.js';

const CALLBACK = 'https://ksap.example/api/v1/webhooks/payments/square/0b9d5c1e-2f64-4f0a-9a55-1c2d3e4f5a6b';
const KEY = 'asdf1234ASDF5678';

describe('Square', () => {
  let rig: SquareRig;
  afterAll(() => rig.close());

  providerContract(async () => {
    rig = await SquareRig.start(120);
    return {
      provider: rig.square,
      credentials: { access_token: TOKENS.all, environment: 'sandbox' },
      wrong_credentials: { access_token: 'EAAA-of-production', environment: 'sandbox' },
      resource_of: { payment: 'payments', refund: 'refunds', payout: 'payouts' },
      ...accountInSandbox(rig.sandbox, 'square'),
      refund_path: '/v2/refunds',
      // What was paid out tells the account's own fees and what was won back; until then they are not told.
      tells_every_net: false,
      signed: () => {
        const signed = (madeAt: number): ProviderDelivery => {
          const body = JSON.stringify({
            merchant_id: 'MLKSAPSANDBOX1',
            type: 'payment.updated',
            event_id: randomUUID(),
            created_at: new Date(madeAt).toISOString(),
            data: { type: 'payment', id: 'pay_1', object: { payment: { id: 'pay_1' } } },
          });
          const signature = createHmac('sha256', KEY)
            .update(CALLBACK + body)
            .digest('base64');
          return { headers: { 'x-square-hmacsha256-signature': signature }, raw_body: Buffer.from(body) };
        };
        const now = Date.now();
        return Promise.resolve({
          delivery: signed(now),
          replayed: signed(now - 4 * 86_400_000),
          trust: { secrets: [KEY], webhook_ids: [], callback_url: CALLBACK, now },
          resource: 'payments',
          platform_id: 'pay_1',
        });
      },
    };
  });
});
