import type { Json } from '../../../common/json.js';
import { add, compare, fromMinorUnits, isZero, negate, sum } from '../../../common/money/money.js';
import type { ProviderTransaction } from './provider.records.js';
import { type Everything, everythingIn, namesIn, nobody, type ProviderRig } from './provider.rig.contract.js';

const STATUS: Record<string, string> = { succeeded: 'completed', pending: 'pending', failed: 'failed' };
/** Cursors tried of each resource. */
const MOST_CURSORS = 8;

/** That what is read is what the books have, whole and in parts. */
export function readingContract(rig: ProviderRig): void {
  describe('reading', () => {
    it('brings every payment, refund and dispute of the books to the cent, all classified, none bad', async () => {
      const books = await rig.under.books();
      const all = await rig.readAll();
      expect(all.bad).toEqual([]);
      expect([...all.transactions.values()].filter((one) => !one.is_classified)).toEqual([]);
      expect(books.payments.map((one) => factsOf(all, one.id))).toEqual(
        books.payments.map(({ status, amount, currency }) => ({
          type: 'payment',
          status: STATUS[status],
          amount: fromMinorUnits(amount, currency),
          currency,
        })),
      );
      expect(books.refunds.map((one) => factsOf(all, one.id))).toEqual(
        books.refunds.map(({ status, amount, currency }) => ({
          type: 'refund',
          status: STATUS[status],
          amount: negate(fromMinorUnits(amount, currency)),
          currency,
        })),
      );
      for (const { id, payment_id } of books.refunds) {
        expect(all.transactions.get(id)?.parent_platform_id).toBe(payment_id);
      }
      const oldest = Date.now() - (rig.under.disputes_days ?? Infinity) * 86_400_000;
      for (const { id, payment_id, created } of books.disputes) {
        if (created < oldest) continue;
        expect(all.transactions.get(id)).toMatchObject({ type: 'chargeback', parent_platform_id: payment_id });
        expect(compare(all.transactions.get(id)?.amount ?? '0', '0')).toBe(-1);
      }
      const types = new Set([...all.transactions.values()].map((one) => one.type));
      expect([...types]).toEqual(expect.arrayContaining(['payment', 'refund', 'chargeback']));
    });

    it('tells of each movement what it brought and cost, as the books have it', async () => {
      const { entries } = await rig.under.books();
      const all = [...(await rig.readAll()).transactions.values()];
      for (const one of all) {
        if (one.net_amount === null) continue;
        const reckoned = add(one.net_amount, one.fee_amount ?? '0');
        expect([one.platform_transaction_id, compare(reckoned, one.settlement_amount ?? '')]).toEqual([
          one.platform_transaction_id,
          0,
        ]);
      }
      if (rig.under.tells_every_net === false) return;
      const expected = totals(
        entries.map(({ settlement: { currency, net } }) => [currency, fromMinorUnits(net, currency)]),
      );
      const told = totals(all.map((one) => [one.settlement_currency ?? '', one.net_amount ?? '0']));
      told.delete('');
      expect(told).toEqual(expected);
    });

    it('brings every payout, with lines that sum up to it and lead to the transactions', async () => {
      const books = await rig.under.books();
      const all = await rig.readAll();
      expect([...all.payouts.keys()].sort()).toEqual(books.payouts.map((one) => one.id).sort());
      for (const { id, amount, currency, status } of books.payouts) {
        expect(all.payouts.get(id)).toMatchObject({ amount: fromMinorUnits(amount, currency), currency, status });
      }
      if (rig.under.provider.derives_payout_lines) return;
      expect([...all.complete].sort()).toEqual(books.payouts.map((one) => one.id).sort());
      const lines = [...all.lines.values()];
      expect(lines.filter((line) => line.category === 'unclassified')).toEqual([]);
      for (const { id, amount, currency } of books.payouts) {
        const own = lines.filter((line) => line.platform_payout_id === id);
        expect([id, compare(sum(own.map((line) => line.net_amount)), fromMinorUnits(amount, currency))]).toEqual([
          id,
          0,
        ]);
      }
      const lost = lines.filter((line) => !all.transactions.has(line.platform_transaction_id ?? ''));
      expect(lost.map((line) => [line.platform_line_id, line.platform_transaction_id])).toEqual([]);
    });

    it('goes on behind any page, in another process, without missing a record', async () => {
      for (const resource of rig.under.provider.resources) {
        const whole = await rig.pages({ resource });
        const expected = namesIn(whole);
        const step = Math.max(1, Math.floor(whole.length / MOST_CURSORS));
        for (let index = 0; index < whole.length; index += step) {
          const cursor = JSON.parse(JSON.stringify(whole[index]?.cursor ?? null)) as Json;
          const rest = await rig.pages({ resource, cursor });
          expect([resource, index, namesIn([...whole.slice(0, index + 1), ...rest])]).toEqual([
            resource,
            index,
            expected,
          ]);
        }
      }
    });

    it('brings what was made since, and hardly anything else', async () => {
      const since = new Date(Date.now() - 1000).toISOString();
      const { payment_id } = await rig.under.event('payment_succeeded', { amount: 4321, currency: 'USD' });
      const found = await rig.readAll({ mode: 'incremental', since });
      expect(found.transactions.get(String(payment_id))).toMatchObject({ amount: '43.21', type: 'payment' });
      expect(found.transactions.size).toBeLessThan((await rig.under.books()).payments.length);
    });

    it('brings the refund of an old payment, and in the end how one that was pending ended', async () => {
      const since = new Date(Date.now() - 1000).toISOString();
      const payment = await rig.refundable();
      const made = await rig.under.event('refund_created', { payment_id: payment.id, amount: 100, status: 'pending' });
      const id = String(made.refund_id);
      const before = await rig.readAll({ mode: 'incremental', since });
      expect(before.transactions.get(id)).toMatchObject({ type: 'refund', status: 'pending' });
      await rig.under.event('refund_succeeded', { refund_id: id });
      const later = new Date(Date.now() + 60_000).toISOString();
      const open = await rig.pages({
        resource: rig.under.resource_of.refund,
        mode: 'incremental',
        since: later,
        until: later,
        open_ids: [id],
      });
      expect(everythingIn(open).transactions.get(id)).toMatchObject({ type: 'refund', status: 'completed' });
    });

    it('reads one by its id as a list has it, a payout with its lines, and null where there is none', async () => {
      const { payments, payouts } = await rig.under.books();
      const all = await rig.readAll();
      const id = payments.find((one) => one.refunds.length === 0)?.id ?? '';
      const page = await rig.under.provider.readOne(rig.connect(), rig.under.resource_of.payment, id);
      expect(page?.transactions.find((one) => one.platform_transaction_id === id)).toEqual(all.transactions.get(id));
      const payout = payouts.at(-1)?.id ?? '';
      const one = await rig.under.provider.readOne(rig.connect(), rig.under.resource_of.payout, payout);
      expect(one?.payouts.map((each) => each.platform_payout_id)).toEqual([payout]);
      if (!rig.under.provider.derives_payout_lines) {
        const lines = [...all.lines.values()].filter((line) => line.platform_payout_id === payout);
        expect(new Set(one?.payout_lines.map((line) => line.platform_line_id))).toEqual(
          new Set(lines.map((line) => line.platform_line_id)),
        );
      }
      expect(await rig.under.provider.readOne(rig.connect(), rig.under.resource_of.payment, nobody(id))).toBeNull();
    });
  });
}

function factsOf(all: Everything, id: string): Partial<ProviderTransaction> | undefined {
  const one = all.transactions.get(id);
  return one && { type: one.type, status: one.status, amount: one.amount, currency: one.currency };
}

function totals(amounts: Iterable<readonly [string, string]>): Map<string, string> {
  const all = new Map<string, string>();
  for (const [currency, amount] of amounts) all.set(currency, add(all.get(currency) ?? '0', amount));
  return new Map([...all].filter(([, amount]) => !isZero(amount)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
