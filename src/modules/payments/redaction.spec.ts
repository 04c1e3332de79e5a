import { isCertainlyCardNumber, redact, redactText, REDACTED } from './redaction.js';

describe('what is taken out of the answers of payment services', () => {
  it.each([
    ['4242424242424242'],
    ['4242 4242 4242 4242'],
    ['5555-5555-5555-4444'],
    ['378282246310005'],
    ['3782 822463 10005'],
    ['6011111111111117'],
    ['2223003122003222'],
    ['4222222222222'],
    ['6205500000000000004'],
  ])('a card number in the midst of a text: %s', (number) => {
    const last = number.slice(-4);
    const text = redactText(`paid with ${number}, thank you`);
    expect(text).toBe(`paid with •••• ${last}, thank you`);
    expect(redact({ note: [`x${number}`] })).toEqual({ note: [`x•••• ${last}`] });
  });

  it('a card number that is a JSON number', () => {
    expect(redact({ value: 4242424242424242 })).toEqual({ value: '•••• 4242' });
    expect(redact({ at_ms: 1795305700000, id: 5634123456789 })).toEqual({ at_ms: 1795305700000, id: 5634123456789 });
  });

  it.each([
    ['number', '4000056655665556'],
    ['card_number', '1'],
    ['cvc', '123'],
    ['CVV', 123],
    ['exp_month', 12],
    ['exp_year', 2030],
    ['expiry', '2030-12'],
    ['iban', 'DE89370400440532013000'],
    ['routing_number', '110000000'],
    ['account_number', '000123456789'],
    ['accountNumber', '000123456789'],
    ['client_secret', 'pi_1_secret_2'],
    ['access_token', 'A21AA'],
    ['refreshToken', 'r'],
    ['nonce', 'cnon:card-nonce-ok'],
  ])('the field %s, at any depth', (name, value) => {
    expect(redact({ a: [{ b: { [name]: value } }] })).toEqual({ a: [{ b: { [name]: REDACTED } }] });
  });

  it('keys and account numbers in texts', () => {
    expect(redactText('used pi_3Nabc_secret_Xyz1 here')).toBe(`used ${REDACTED} here`);
    expect(redactText('sk_live_abcDEF123 and whsec_abc123')).toBe(`${REDACTED} and ${REDACTED}`);
    expect(redactText('Authorization: Bearer abcdefgh.ijk')).toBe(`Authorization: ${REDACTED}`);
    expect(redactText('from DE89 3704 0044 0532 0130 00 today')).toBe('from •••• 3000 today');
  });

  it('a card’s own code in a text', () => {
    expect(redactText('exp 11/29 cvc 737')).toBe(`exp 11/29 cvc ${REDACTED}`);
    expect(redactText('CVV2: 9130, thanks')).toBe(`CVV2: ${REDACTED}, thanks`);
    expect(redactText('order 4821 of cidre 2024')).toBe('order 4821 of cidre 2024');
  });

  it('and nothing else: brand, last four, ids, amounts and order numbers stay, untouched parts as they were', () => {
    const answer = {
      id: 'ch_3MmlLrLkdIwHu7ix0snN0B15',
      payment_intent: 'pi_3MmlLrLkdIwHu7ix0snN0B15',
      card: { brand: 'visa', last4: '4242', funding: 'credit', country: 'US' },
      amount: 14330,
      number: 'INV-1001',
      receipt_number: '1234-5678',
      metadata: { order: '4111111111111112', when: '2026-11-22T10:30:00.000Z' },
      expires_at: '2026-12-01T00:00:00Z',
      next: null,
    };
    expect(redact(answer)).toBe(answer);
  });

  it('tells card numbers from order numbers whose digits check out by chance', () => {
    expect(isCertainlyCardNumber('4242 4242 4242 4242')).toBe(true);
    expect(isCertainlyCardNumber('378282246310005')).toBe(true);
    // Passes the check digit, and is no card scheme's.
    expect(isCertainlyCardNumber('5634123456782')).toBe(false);
    expect(isCertainlyCardNumber('KSAP-4242424242424242')).toBe(false);
  });
});
