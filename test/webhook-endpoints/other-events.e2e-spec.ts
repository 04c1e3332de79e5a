import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/common/json.js';
import { messagesOf, TOLD_EVENTS } from '../../src/modules/webhook-endpoints/webhook-messages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Rig } from './rig.js';

const ID = randomUUID();

/** What is not of one store: our event, and what is told of it. */
const TOLD: readonly [event: string, type: string, payload: JsonObject][] = [
  ['payments.connection_failed', 'payment_processor.connection_failed', { processor_id: ID, code: 'X', message: 'no' }],
  ['payments.refunded', 'payment.refunded', { transaction_id: ID, refund_id: ID, amount: '5.00', currency: 'EUR' }],
  ['payments.refund_failed', 'payment.refund_failed', { transaction_id: ID, refund_id: ID, order_id: null }],
  ['proxies.down', 'proxy.down', { proxy_id: ID, name: 'Berlin', reason: 'refused' }],
  ['proxies.up', 'proxy.up', { proxy_id: ID, name: 'Berlin' }],
  ['proxies.country_changed', 'proxy.country_changed', { proxy_id: ID, from: 'DE', to: 'FR' }],
  ['social.account_restricted', 'social_account.restricted', { account_id: ID, status: 'suspended', reason: 'rules' }],
  ['social.account_recovered', 'social_account.recovered', { account_id: ID, name: 'Shop' }],
  ['social.token_expiring', 'social_account.token_expiring', { account_id: ID, days: 7 }],
  ['social.connection_failed', 'social_account.connection_failed', { account_id: ID, code: 'X', message: 'no' }],
  [
    'social.campaign_changed',
    'campaign.status_changed',
    { campaign_id: ID, from: 'active', to: 'paused', by: 'guard' },
  ],
  ['social.spend_cap_reached', 'campaign.spend_cap_reached', { campaign_id: ID, cap: 'campaign_daily', spend: '51.2' }],
];

describe('what happens to money, proxies, accounts and campaigns', () => {
  let app: TestApp;
  let rig: Rig;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' } });
    rig = await Rig.on(app);
  });
  afterAll(async () => {
    await rig.close();
    await app.close();
  });

  it('is told as it is', async () => {
    const { id } = await rig.endpointFor(TOLD.map(([, type]) => type));
    const whose = { ...rig.store, id: null as unknown as string };
    for (const [event, , payload] of TOLD) await rig.happens(event, payload, whose);
    await rig.received(TOLD.length);
    const told = rig.receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: JsonObject });
    const byType = (a: { type: string }, b: { type: string }) => a.type.localeCompare(b.type);
    expect(told.map(({ type, data }) => ({ type, data })).sort(byType)).toEqual(
      TOLD.map(([, type, data]) => ({ type, data })).sort(byType),
    );
    expect((await rig.deliveries(id, '?limit=50')).length).toBe(TOLD.length);
  });

  it('is told payout by payout, each under an id of its own', async () => {
    const ids = [randomUUID(), randomUUID()];
    await rig.endpointFor(['payout.updated']);
    const before = rig.receiver.received.length;
    const whose = { ...rig.store, id: null as unknown as string };
    await rig.happens('payments.payouts_changed', { processor_id: ID, payout_ids: ids }, whose);
    await rig.received(before + 2);
    const told = rig.receiver.received.slice(before);
    expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    const data = told.map(({ body }) => (JSON.parse(body) as { data: JsonObject }).data);
    expect(data.map(({ payout_id }) => payout_id).sort()).toEqual([...ids].sort());
  });

  it('has no event that is listened to and told of by nobody', () => {
    expect(TOLD_EVENTS).toEqual(expect.arrayContaining(TOLD.map(([event]) => event)));
    const event = {
      id: '1',
      type: 'proxies.deleted',
      user_id: ID,
      store_id: null,
      payload: {},
      created_at: new Date(),
      request_id: null,
    };
    expect(messagesOf(event)).toEqual([]);
  });
});
