import { X509Certificate } from 'node:crypto';

import { createSigner } from './certificate.js';
import { booksOf } from '../core/books/spec-sales.js';
import { money } from './money.js';
import { rowsOf } from './rows.js';

describe('PayPal in the sandbox', () => {
  const { books } = booksOf(600);
  const ledger = books.of('paypal');

  it('shows each movement and payout once, and after each payout the balance that the books have', () => {
    const rows = rowsOf(ledger);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const moved = rows.filter(({ balance }) => balance !== null);
    expect(moved).toHaveLength(ledger.entries.length + ledger.payouts.length);
    expect(ledger.payouts.length).toBeGreaterThan(20);
    for (const payout of ledger.payouts) {
      const row = rows.find(({ id }) => id === payout.id);
      expect(row).toMatchObject({ code: 'T0400', amount: -payout.amount, balance: payout.balance_after });
    }
  });

  it('makes a certificate that others can read, good for its own key', () => {
    const { certificate, public_key } = createSigner();
    const read = new X509Certificate(certificate);
    expect(read.subject).toBe('CN=messageverificationcerts.sandbox.example');
    expect(read.verify(public_key)).toBe(true);
    expect(Date.parse(read.validFrom)).toBe(Date.UTC(2020, 0, 1));
    expect(Date.parse(read.validTo)).toBe(Date.UTC(2049, 11, 31, 23, 59, 59));
  });

  it.each([
    [1, 'USD', '0.01'],
    [-1250, 'EUR', '-12.50'],
    [1500, 'JPY', '1500'],
    [-7, 'JPY', '-7'],
    [1, 'KWD', '0.001'],
  ])('writes %i of %s as %s', (minor, currency, value) => {
    expect(money(minor, currency)).toEqual({ currency_code: currency, value });
  });
});
