import type { LedgerEntry, PlantedTrouble } from '../ledger.types.js';
import { idOf } from '../payment-ids.js';
import { seedOf } from '../random.js';
import { GATEWAYS, type SandboxSale } from '../sales.js';
import { converted, minorOf, rateOf } from './minor-units.js';
import { firstPayout } from './payouts.js';
import type { Register } from './register.js';
import { paymentOfSale } from './sale-payment.js';
import { DAY, TERMS } from './terms.js';

type Kind = PlantedTrouble['kind'];

/** The order decides which shop gets which: each service has each kind, and each shop at each service two of them. */
const KINDS: readonly Kind[] = [
  'missing_payment',
  'double_payment',
  'wrong_amount_under',
  'wrong_amount_over',
  'other_currency',
  'refund_in_later_payout',
];
const PER_SHOP = 2;
const HOUR = 3_600_000;
/** Those of the last weeks are left in peace: what they lack may still come. */
const SETTLED = 30 * DAY;

/** What was put into one service's books, and how. */
export class Troubles {
  readonly planted: PlantedTrouble[] = [];
  /** Ids of payments that the books do not have. */
  readonly missing = new Set<string>();
  /** A payment's entry, and that of the refund which is paid only after it. */
  readonly held = new Map<LedgerEntry, LedgerEntry>();
  private readonly chosen = new Map<string, Kind>();

  constructor(
    private readonly register: Register,
    private readonly epoch: number,
  ) {}

  /** Decides which of the sales get into trouble: by their ids alone, so that it does not depend on what else was sold. */
  choose(sales: readonly SandboxSale[]): void {
    const { gateway, seed } = this.register;
    // PayPal pays out what moved before: a refund cannot come later than its time.
    const kinds = gateway === 'paypal' ? KINDS.filter((kind) => kind !== 'refund_in_later_payout') : KINDS;
    const shops = [...new Set(sales.map(shopOf))].sort();
    const plain = shuffled(
      sales.filter((sale) => this.isPlain(sale)),
      (sale) => seedOf(seed, 'trouble', sale.payment_id),
    );
    shops.forEach((shop, nth) => {
      const fits = plain.filter((sale) => shopOf(sale) === shop);
      const first = (nth + GATEWAYS.indexOf(gateway)) * PER_SHOP;
      for (let i = 0; i < PER_SHOP && i * 3 < fits.length; i++) {
        const kind = kinds[(first + i) % kinds.length];
        const at = fits.findIndex((sale) => !this.chosen.has(sale.payment_id) && this.takes(kind, sale));
        const sale = fits[at];
        if (sale !== undefined && kind !== undefined) this.chosen.set(sale.payment_id, kind);
      }
    });
  }

  isTroubled(sale: SandboxSale): boolean {
    return this.chosen.has(sale.payment_id);
  }

  /** Writes the sale's payment as it should not be; false when the sale is not to be troubled. */
  plant(sale: SandboxSale): boolean {
    const kind = this.chosen.get(sale.payment_id);
    if (kind === undefined) return false;
    const payment = paymentOfSale(sale);
    const { amount, currency } = payment;
    const ids = [payment.id];
    if (kind === 'missing_payment') {
      this.missing.add(payment.id);
      ids.length = 0;
    } else if (kind === 'double_payment') {
      const id = idOf(this.register.gateway, 'payment', this.register.seed, payment.id, 'again');
      this.register.payment(payment);
      this.register.payment({ ...payment, id, created: payment.created + 90_000 });
      ids.push(id);
    } else if (kind === 'wrong_amount_under') {
      this.register.payment({ ...payment, amount: amount - Math.ceil(amount / 10) });
    } else if (kind === 'wrong_amount_over') {
      this.register.payment({ ...payment, amount: amount + Math.ceil(amount / 10) });
    } else if (kind === 'other_currency') {
      const other = currency === 'EUR' ? 'USD' : 'EUR';
      this.register.payment({
        ...payment,
        currency: other,
        amount: converted(amount, currency, other, rateOf(currency, other)),
      });
    } else ids.push(this.refundLate(sale));
    this.note(kind, sale, ids);
    return true;
  }

  /** Money that came for no order: from a buyer whom no shop knows. */
  plantOrphan(): void {
    const { gateway, seed } = this.register;
    const dice = seedOf(seed, 'orphan', gateway);
    const id = idOf(gateway, 'payment', seed, 'orphan');
    this.register.payment({
      id,
      status: 'succeeded',
      amount: 1300 + (dice % 97),
      currency: 'USD',
      created: this.epoch - SETTLED - (dice % 200) * DAY - 4711_000,
      email: `stranger.${gateway}@example.net`,
      name: 'Sam Stranger',
      country: 'US',
      order: null,
      description: 'Paid by a link that somebody sent by hand',
    });
    this.planted.push({ kind: 'orphan_payment', gateway, platform: '', shop: '', order_id: '', ids: [id] });
  }

  /** Made in the service's own dashboard while its payment waited for its payout, and carried out after it. */
  private refundLate(sale: SandboxSale): string {
    const payment = this.register.payment(paymentOfSale(sale));
    const id = this.register.id('refund', payment.id, 'late');
    const amount = Math.ceil(payment.amount / 5);
    const created = payment.created + HOUR;
    this.register.refund(payment, { id, status: 'succeeded', amount, created, reason: 'Goodwill', note: {} });
    const entryFor = (kind: 'payment' | 'refund', source: string): LedgerEntry | undefined =>
      this.register.entries.findLast((entry) => entry.kind === kind && entry.source_id === source);
    const [paid, back] = [entryFor('payment', payment.id), entryFor('refund', id)];
    if (paid !== undefined && back !== undefined) this.held.set(paid, back);
    return id;
  }

  private isPlain(sale: SandboxSale): boolean {
    const whole = sale.paid === sale.total && sale.refunds.length === 0;
    const isLarge = minorOf(sale.total, sale.currency) >= minorOf('20', sale.currency);
    return sale.told && whole && isLarge && sale.paid_at < this.epoch - SETTLED;
  }

  private takes(kind: Kind | undefined, sale: SandboxSale): boolean {
    if (kind !== 'refund_in_later_payout') return true;
    const { payouts } = TERMS[this.register.gateway];
    // A payout must come after it that can bear the refund, so: in the account's currency, and not near the end.
    const isEarly = sale.paid_at < this.epoch - 100 * DAY && sale.currency === 'USD';
    return isEarly && firstPayout(sale.paid_at + payouts.delay_ms, payouts) - sale.paid_at > 2 * HOUR;
  }

  private note(kind: Kind, sale: SandboxSale, ids: string[]): void {
    const { platform, shop, order_id } = sale;
    this.planted.push({ kind, gateway: this.register.gateway, platform, shop, order_id, ids });
  }
}

/** In an order that the dice decide, each thrown once. */
export function shuffled(sales: readonly SandboxSale[], dice: (sale: SandboxSale) => number): SandboxSale[] {
  const thrown = sales.map((sale) => ({ sale, number: dice(sale) }));
  thrown.sort((a, b) => a.number - b.number || (a.sale.payment_id < b.sale.payment_id ? -1 : 1));
  return thrown.map(({ sale }) => sale);
}

function shopOf(sale: SandboxSale): string {
  return `${sale.platform}/${sale.shop}`;
}
