import { createRandom, seedOf } from '../random.js';
import type { Gateway, SandboxSale } from '../sales.js';
import { Book } from './book.js';
import { minorOf } from './minor-units.js';
import { Payouts } from './payouts.js';
import { Register } from './register.js';
import { paymentOfSale } from './sale-payment.js';
import { ACCOUNT_CURRENCY, DAY, TERMS } from './terms.js';
import { shuffled, Troubles } from './troubles.js';

const MONTH = 30 * DAY;
/** What people write where they should not; the numbers are the card schemes' own examples. */
const CARELESS = [
  'Paid by phone, card 4242 4242 4242 4242 exp 11/29 cvc 737',
  'card 5555555555554444 cvv: 913, please call before delivery',
  'amex 3782-822463-10005 cid 4821',
];

/** The books of a year, as the shops' sales and the seed make them. `sales`: of this service, in any order. */
export function openBook(gateway: Gateway, seed: number, epoch: number, sales: readonly SandboxSale[]): Book {
  const register = new Register(gateway, seed);
  const troubles = new Troubles(register, epoch);
  const old = sales.filter((sale) => sale.paid_at <= epoch);
  troubles.choose(old);
  old.forEach((sale) => {
    if (!troubles.plant(sale)) writeSale(register, sale, epoch);
  });
  if (old.length > 0) {
    troubles.plantOrphan();
    const plain = old.filter((sale) => sale.refunds.length === 0 && !troubles.isTroubled(sale));
    writeDisputes(register, plain, epoch);
    writeCharges(register, epoch);
  }
  register.sort();
  const payouts = new Payouts(register);
  payouts.schedule(epoch - 2 * DAY, troubles.held);
  const book = new Book(register, payouts, troubles.planted, troubles.missing, epoch);
  for (const sale of sales) if (sale.paid_at > epoch || sale.refunds.some(({ at }) => at > epoch)) book.sold(sale);
  return book;
}

function writeSale(register: Register, sale: SandboxSale, epoch: number): void {
  const { gateway, seed } = register;
  const dice = seedOf(seed, 'sale', sale.payment_id);
  const made = {
    ...paymentOfSale(sale),
    description: dice % 13 === 7 ? (CARELESS[dice % CARELESS.length] ?? null) : null,
  };
  if (TERMS[gateway].shows_failed && dice % 50 === 11) {
    register.payment({
      ...made,
      id: register.id('payment', made.id, 'declined'),
      status: 'failed',
      created: made.created - 40_000,
    });
  }
  const payment = register.payment(made);
  sale.refunds.forEach((refund, nth) => {
    if (refund.at > epoch) return;
    const id = register.id('refund', sale.payment_id, refund.id);
    // A shop's clock may give the refund the second of its payment.
    const created = Math.max(refund.at, payment.created + 1000 + nth);
    const reason = (dice + nth) % 9 === 4 ? (CARELESS[nth % CARELESS.length] ?? null) : null;
    register.refund(payment, {
      id,
      status: 'succeeded',
      amount: minorOf(refund.amount, sale.currency),
      created,
      reason,
      note: {},
    });
  });
}

/** One of each end: lost, won, still to be answered, under review. */
function writeDisputes(register: Register, plain: readonly SandboxSale[], epoch: number): void {
  const within = (from: number, to: number): SandboxSale[] =>
    shuffled(
      plain.filter(({ paid_at }) => paid_at >= epoch - to * DAY && paid_at < epoch - from * DAY),
      (sale) => seedOf(register.seed, 'dispute', sale.payment_id),
    );
  const [lost, won] = within(60, 330);
  const [open, reviewed] = within(12, 60);
  const dispute = (sale: SandboxSale | undefined, reason: string, status: 'needs_response' | 'under_review'): void => {
    const payment = sale === undefined ? undefined : register.paymentsById.get(sale.payment_id);
    if (payment === undefined) return;
    const made = register.dispute(payment, { created: payment.created + 9 * DAY, reason, status });
    if (sale === lost) register.endDispute(made, 'lost', made.created + 20 * DAY);
    if (sale === won) register.endDispute(made, 'won', made.created + 25 * DAY);
  };
  // Where money is owed for days the balance may not pay out: few shops live on one sale a month.
  dispute(lost, 'fraudulent', 'under_review');
  dispute(won, 'product_not_received', 'under_review');
  dispute(open, 'product_unacceptable', 'needs_response');
  dispute(reviewed, 'duplicate', 'under_review');
}

/** What the service takes for itself each month, and what it corrects now and then. */
function writeCharges(register: Register, epoch: number): void {
  const random = createRandom(seedOf(register.seed, 'charges', register.gateway));
  for (let month = 11; month >= 1; month--) {
    const at = epoch - month * MONTH + random.int(0, 80_000) * 1000;
    register.charge('fee', ACCOUNT_CURRENCY, -random.int(200, 900), at, 'Monthly account fee');
    if (month % 4 === 2) {
      const amount = random.pick([-125, 250, 475]);
      register.charge('adjustment', ACCOUNT_CURRENCY, amount, at + 3 * DAY, 'Correction of an earlier fee');
    }
  }
}
