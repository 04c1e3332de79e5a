import { startTestApp, type TestApp } from '../support/app.js';
import { aStore } from '../support/factories.js';
import { LONG_AGO, World } from './reconciliation-world.js';

const later = (ms: number): Date => new Date(LONG_AGO.getTime() + ms);

describe('a pass of reconciliation finds the order of a payment', () => {
  let app: TestApp;
  let world: World;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  beforeEach(async () => {
    world = await World.make(app);
  });
  afterAll(() => app.close());

  it('by the platform’s payment reference, before anything else', async () => {
    const other = await world.order({ platform_order_id: '77' });
    const order = await world.order({ payment_reference: 'ch_by_reference' });
    const payment = await world.payment({
      platform_transaction_id: 'ch_by_reference',
      order_references: ['77'],
    });
    await world.pass();
    expect(await world.ofTransaction(payment)).toEqual({
      state: 'matched_auto',
      reason: null,
      order_id: order.id,
      method: 'reference',
      score: 100,
    });
    expect(await world.ofOrder(order)).toMatchObject({ state: 'matched_auto', reason: null, difference: '0.0000' });
    expect(await world.ofOrder(other)).toMatchObject({ state: 'missing', reason: 'no_payment_found' });
  });

  it('by another id of the same payment that the platform wrote down', async () => {
    const order = await world.order({ payment_reference: 'pi_1' });
    const payment = await world.payment({ own_references: ['pi_1'] });
    await world.pass();
    expect(await world.ofTransaction(payment)).toMatchObject({ order_id: order.id, method: 'reference' });
  });

  it.each([['1042'], ['#1042']])('by its number as the shop told it: %s', async (told) => {
    const order = await world.order({ order_number: '#1042', customer_email: 'ada@mail.example' });
    const payment = await world.payment({ order_references: [told], customer_email: 'ADA@mail.example' });
    await world.pass();
    expect(await world.ofTransaction(payment)).toMatchObject({
      order_id: order.id,
      method: 'metadata',
      state: 'matched_auto',
    });
  });

  it('in the right shop where two shops have the same number', async () => {
    const second = await world.order({
      order_number: '500',
      platform_order_id: '500',
      total_amount: '20.00',
      customer_email: 'bo@mail.example',
    });
    const shop = await aStore(app.db, {
      user_id: world.user.id,
      last_synced_at: new Date(),
      domain: 'second.shop.example',
    });
    const first = await world.order({ store_id: shop.id, order_number: '500', platform_order_id: '500' });
    const byShop = await world.payment({ order_references: ['500', 'second.shop.example'], amount: '20.00' });
    const byMail = await world.payment({
      order_references: ['500'],
      amount: '20.00',
      customer_email: 'bo@mail.example',
    });
    await world.pass();
    expect((await world.ofTransaction(byShop)).order_id).toBe(first.id);
    expect((await world.ofTransaction(byMail)).order_id).toBe(second.id);
  });

  it('by amount, currency, time and e-mail where nobody names it', async () => {
    const order = await world.order({ customer_email: 'cy@mail.example' });
    const payment = await world.payment({ customer_email: 'cy@mail.example', occurred_at: later(120_000) });
    await world.pass();
    expect(await world.ofTransaction(payment)).toEqual({
      state: 'matched_auto',
      reason: null,
      order_id: order.id,
      method: 'score',
      score: 100,
    });
  });

  it('but not by number alone when amount, e-mail and shop all say otherwise', async () => {
    const order = await world.order({ order_number: '#9', customer_email: 'a@mail.example' });
    const payment = await world.payment({
      order_references: ['9'],
      amount: '1.00',
      customer_email: 'b@mail.example',
    });
    await world.pass();
    expect(await world.ofTransaction(payment)).toMatchObject({
      state: 'orphan',
      order_id: null,
      reason: 'no_order_found',
    });
    expect(await world.ofOrder(order)).toMatchObject({ state: 'missing' });
  });

  it('and leaves it to a person where two orders look alike', async () => {
    const orders = [
      await world.order({ customer_email: 'd@mail.example' }),
      await world.order({ customer_email: 'd@mail.example' }),
    ];
    const payment = await world.payment({ customer_email: 'd@mail.example' });
    await world.pass();
    expect(await world.ofTransaction(payment)).toMatchObject({
      state: 'orphan',
      order_id: null,
      reason: 'several_orders_fit',
    });
    for (const order of orders) expect((await world.ofOrder(order)).state).toBe('missing');
  });

  it('never one of another user', async () => {
    const stranger = await World.make(app);
    await stranger.order({ payment_reference: 'ch_foreign' });
    const payment = await world.payment({ platform_transaction_id: 'ch_foreign' });
    await world.pass();
    expect(await world.ofTransaction(payment)).toMatchObject({ state: 'orphan', order_id: null });
  });
});
