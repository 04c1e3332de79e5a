import { compare, negate } from '../../../common/money/money.js';
import { type ProviderRig, uuid } from './provider.rig.contract.js';

/** That a refund is made once, whatever happens on the way. */
export function refundingContract(rig: ProviderRig): void {
  describe('refunding', () => {
    it('refunds once, however often it is told to, and finds what it made', async () => {
      const { id } = await rig.refundable();
      const payment = await rig.paymentOf(id);
      const order = rig.orderOf(payment, 120);
      expect(await rig.under.provider.findRefund(rig.connect(), order)).toBeNull();
      const before = await rig.under.refundsMade();
      const first = await rig.under.provider.refund(rig.connect(), order);
      expect(first).toMatchObject({ type: 'refund', parent_platform_id: id, currency: payment.currency });
      expect(compare(first.amount, negate(order.amount))).toBe(0);
      const second = await rig.under.provider.refund(rig.connect(), order);
      expect(second.platform_transaction_id).toBe(first.platform_transaction_id);
      expect(await rig.under.refundsMade()).toBe(before + 1);
      const found = await rig.under.provider.findRefund(rig.connect(), order);
      expect(found?.platform_transaction_id).toBe(first.platform_transaction_id);
      expect(await rig.under.provider.findRefund(rig.connect(), { ...order, refund_id: uuid(999) })).toBeNull();
    });

    it.each(['reset', 'error_500', 'malformed'])(
      'makes it once under %s, and says so or that it is not known',
      async (kind) => {
        const { id } = await rig.refundable();
        const order = rig.orderOf(await rig.paymentOf(id), 130);
        const before = await rig.under.refundsMade();
        await rig.under.fault({ kind, rate: 1, count: 5, method: 'POST', path: rig.under.refund_path });
        for (let attempt = 0; attempt < 4; attempt += 1) {
          await rig.under.provider.refund(rig.connect(), order).catch((error: unknown) => {
            expect(error).toMatchObject({ fault: expect.stringMatching(/^(unknown_outcome|unavailable)$/) as string });
          });
        }
        await rig.under.clearFaults();
        const found = await rig.under.provider.findRefund(rig.connect(), order);
        const refund = await rig.under.provider.refund(rig.connect(), order);
        expect(refund.platform_transaction_id).toBe(found?.platform_transaction_id ?? refund.platform_transaction_id);
        expect(await rig.under.refundsMade()).toBe(before + 1);
      },
    );

    it('is refused more than is left, and nothing is done', async () => {
      const payment = await rig.refundable();
      const before = await rig.under.refundsMade();
      const order = rig.orderOf(await rig.paymentOf(payment.id), payment.amount + 1);
      await expect(rig.under.provider.refund(rig.connect(), order)).rejects.toMatchObject({ fault: 'rejected' });
      expect(await rig.under.refundsMade()).toBe(before);
      expect(await rig.under.provider.findRefund(rig.connect(), order)).toBeNull();
    });
  });
}
