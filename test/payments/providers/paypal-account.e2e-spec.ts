import { CREDENTIALS, PaypalRig, PLAIN, READ_ONLY } from './paypal-rig.js';

let rig: PaypalRig;
beforeAll(async () => {
  rig = await PaypalRig.open();
});
afterEach(() => rig.reset());
afterAll(() => rig.close());

let made = 0;
const refundId = (): string => `44444444-4444-4444-8444-${String((made += 1)).padStart(12, '0')}`;

describe('an account at PayPal', () => {
  it('is known by its payer id, with the currency that it keeps', async () => {
    expect(await rig.provider.verify(rig.connect())).toEqual({
      account_id: 'SANDBXKSAP2K8',
      name: null,
      country: null,
      default_currency: 'USD',
      mode: 'test',
      warnings: [],
    });
  });

  it('is told of the other environment when PayPal does not know the credentials', async () => {
    const wrong = { ...CREDENTIALS, client_secret: 'sandbox-paypal-wrong' };
    await expect(rig.provider.verify(rig.connect(wrong))).rejects.toMatchObject({
      fault: 'auth',
      message: expect.stringContaining('they may belong to live') as string,
    });
  });

  it('names each permission that reading lacks, and nothing is read', async () => {
    await expect(rig.provider.verify(rig.connect(PLAIN))).rejects.toMatchObject({
      fault: 'auth',
      provider_code: 'NOT_AUTHORIZED',
      message: expect.stringMatching(/Transaction search .*reporting\/search\/read.*Customer disputes/) as string,
    });
  });

  it('warns of what it may not do beside reading', async () => {
    const { warnings } = await rig.provider.verify(rig.connect(READ_ONLY));
    expect(warnings).toEqual([
      expect.stringContaining('Refunds cannot be made'),
      expect.stringContaining('PayPal cannot be asked to tell of changes'),
    ]);
  });

  it('says which permission a call lacks that was not asked for at first', async () => {
    await expect(rig.provider.webhooks.register(rig.connect(READ_ONLY), rig.receiver.url)).rejects.toMatchObject({
      fault: 'auth',
      message: expect.stringContaining('Webhooks (applications/webhooks)') as string,
    });
  });

  it('asks for a token once, and for another when PayPal takes the first no more', async () => {
    const before = (await rig.calls('/oauth2/token')).length;
    const payment = await rig.pay();
    await rig.one(payment.platform_transaction_id);
    expect((await rig.calls('/oauth2/token')).length).toBe(before + 1);
    await rig.sandbox.event('paypal', 'tokens_ended');
    await rig.one(payment.platform_transaction_id);
    expect((await rig.calls('/oauth2/token')).length).toBe(before + 2);
  });
});

describe('what PayPal’s search does not show yet', () => {
  it('is read by its id all the same, with its fee and its order', async () => {
    const payment = await rig.pay(5000, 'EUR');
    expect(payment).toMatchObject({
      type: 'payment',
      status: 'completed',
      amount: '50.00',
      currency: 'EUR',
      settlement_amount: '50.00',
      fee_amount: '2.24',
      net_amount: '47.76',
      provider_type: 'capture',
    });
    expect(payment.own_references).toHaveLength(1);
  });

  it('is no reason for an incremental read to fail', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const read = { resource: 'transactions', mode: 'incremental', since, until: new Date().toISOString() } as const;
    const pages: unknown[] = [];
    for await (const page of rig.provider.read(rig.connect(), { ...read, cursor: null, open_ids: [] }))
      pages.push(page);
    expect(pages).toEqual([]);
  });

  it('is exact in yen', async () => {
    expect(await rig.pay(1500, 'JPY')).toMatchObject({ amount: '1500', currency: 'JPY', settlement_amount: '1500' });
  });

  it('is a refund, too', async () => {
    const payment = await rig.pay();
    const made = await rig.sandbox.event('paypal', 'refund_created', {
      payment_id: payment.platform_transaction_id,
      amount: 700,
    });
    expect(await rig.one(String(made.refund_id))).toMatchObject({
      type: 'refund',
      amount: '-7.00',
      status: 'completed',
      parent_platform_id: payment.platform_transaction_id,
    });
    expect((await rig.one(payment.platform_transaction_id)).status).toBe('completed');
  });
});

describe('a refund at PayPal', () => {
  it('bears the request’s id, the person’s words and our mark', async () => {
    const payment = await rig.pay();
    const order = { refund_id: refundId(), payment, amount: '12.30', reason: 'Came\n too late' };
    const refund = await rig.provider.refund(rig.connect(), order);
    expect(refund).toMatchObject({
      refund_request_id: order.refund_id,
      amount: '-12.30',
      description: 'Came too late',
    });
    const call = (await rig.calls(`/captures/${payment.platform_transaction_id}/refund`)).at(-1);
    expect(call?.headers).toMatchObject({ 'paypal-request-id': order.refund_id, prefer: 'return=representation' });
    expect(JSON.parse(String(call?.body))).toEqual({
      amount: { currency_code: 'EUR', value: '12.30' },
      custom_id: `ksap-refund-${order.refund_id}`,
      note_to_payer: 'Came too late',
    });
  });

  it.each([
    ['more than is left', '50.01', 'REFUND_AMOUNT_EXCEEDED'],
    ['nothing', '0.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ])('of %s is refused in PayPal’s words', async (_what, amount, code) => {
    const order = { refund_id: refundId(), payment: await rig.pay(), amount, reason: null };
    await expect(rig.provider.refund(rig.connect(), order)).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: code,
    });
    expect(await rig.provider.findRefund(rig.connect(), order)).toBeNull();
  });

  it('of a payment that was refunded whole, or in another currency, is refused', async () => {
    const payment = await rig.pay();
    await rig.provider.refund(rig.connect(), { refund_id: refundId(), payment, amount: '50.00', reason: null });
    const again = { refund_id: refundId(), payment, amount: '1.00', reason: null };
    await expect(rig.provider.refund(rig.connect(), again)).rejects.toMatchObject({
      provider_code: 'CAPTURE_FULLY_REFUNDED',
    });
    const other = { ...again, refund_id: refundId(), payment: { ...(await rig.pay()), currency: 'USD' } };
    await expect(rig.provider.refund(rig.connect(), other)).rejects.toMatchObject({
      provider_code: 'REFUND_CAPTURE_CURRENCY_MISMATCH',
    });
  });

  it('of half a forint is not even asked for', async () => {
    const payment = { platform_transaction_id: 'X', own_references: [], currency: 'HUF', amount: '10.00' };
    const order = { refund_id: refundId(), payment, amount: '0.50', reason: null };
    await expect(rig.provider.refund(rig.connect(), order)).rejects.toMatchObject({
      provider_code: 'DECIMALS_NOT_SUPPORTED',
    });
    expect(await rig.calls('/captures/X/')).toEqual([]);
  });

  it('is not possible with an app that may not', async () => {
    const order = { refund_id: refundId(), payment: await rig.pay(), amount: '1.00', reason: null };
    await expect(rig.provider.refund(rig.connect(READ_ONLY), order)).rejects.toMatchObject({
      fault: 'auth',
      status: 403,
    });
  });

  it('that cannot be looked up is not called undone', async () => {
    const payment = await rig.pay();
    const order = { refund_id: refundId(), payment, amount: '2.00', reason: null };
    await rig.sandbox.event('paypal', 'refund_created', { payment_id: payment.platform_transaction_id, amount: 100 });
    await rig.sandbox.fault({ provider: 'paypal', kind: 'error_500', path: '/v2/checkout/orders' });
    await expect(rig.provider.findRefund(rig.connect(), order)).rejects.toMatchObject({ fault: 'unavailable' });
    await rig.sandbox.clearFaults();
    expect(await rig.provider.findRefund(rig.connect(), order)).toBeNull();
    await expect(
      rig.provider.findRefund(rig.connect(), {
        ...order,
        payment: { ...payment, platform_transaction_id: 'NOBODYS0CAPTURE00' },
      }),
    ).rejects.toMatchObject({ fault: 'unavailable' });
  });
});

describe('a dispute at PayPal', () => {
  it('threatens, and what it took and gave back are rows of their own', async () => {
    const payment = await rig.pay();
    const { dispute_id } = await rig.sandbox.event('paypal', 'dispute_created', {
      payment_id: payment.platform_transaction_id,
    });
    const page = await rig.provider.readOne(rig.connect(), 'disputes', String(dispute_id));
    expect(page?.transactions).toEqual([
      expect.objectContaining({
        platform_transaction_id: dispute_id,
        type: 'chargeback',
        // The sandbox takes the money at once.
        status: 'cancelled',
        amount: '-50.00',
        net_amount: null,
        parent_platform_id: payment.platform_transaction_id,
      }),
    ]);
    const order = { refund_id: refundId(), payment, amount: '1.00', reason: null };
    await expect(rig.provider.refund(rig.connect(), order)).rejects.toMatchObject({
      provider_code: 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
    });
    expect(await rig.provider.readOne(rig.connect(), 'disputes', 'PP-R-NOB-00000000')).toBeNull();
  });
});
