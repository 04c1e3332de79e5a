import type { Json } from './json.js';
import { Faults } from './faults.js';

const faults = (seed = 1): Faults => new Faults(seed, () => ['shopify', 'woocommerce']);

function pattern(subject: Faults, calls: number): string {
  return Array.from({ length: calls }, () => (subject.onRequest('shopify', '/shopify/demo') === null ? '.' : 'x')).join(
    '',
  );
}

describe('Faults', () => {
  it('strikes the same calls each time for one seed, and others for another seed', () => {
    const patterns = [1, 1, 2].map((seed) => {
      const subject = faults(seed);
      subject.add({ provider: 'shopify', kind: 'error_500', rate: 0.3 });
      return pattern(subject, 200);
    });
    expect(patterns[1]).toBe(patterns[0]);
    expect(patterns[2]).not.toBe(patterns[0]);
    const struck = (patterns[0] ?? '').split('x').length - 1;
    expect(struck).toBeGreaterThan(40);
    expect(struck).toBeLessThan(80);
  });

  it('begins its row of numbers anew after being cleared', () => {
    const subject = faults();
    subject.add({ provider: 'shopify', kind: 'reset', rate: 0.5 });
    const first = pattern(subject, 50);
    subject.clear();
    subject.add({ provider: 'shopify', kind: 'reset', rate: 0.5 });
    expect(pattern(subject, 50)).toBe(first);
  });

  it('ends after its count, and counts only calls that it struck', () => {
    const subject = faults();
    subject.add({ provider: 'shopify', kind: 'error_500', count: 2, path: 'orders' });
    const hit = (path: string): boolean => subject.onRequest('shopify', path) !== null;
    expect(['/x', '/orders', '/x', '/orders?page=2', '/orders'].map(hit)).toEqual([false, true, false, true, false]);
    expect(subject.list()[0]?.fired).toBe(2);
  });

  it("leaves other providers' calls alone, and requests alone when the fault is for webhooks", () => {
    const subject = faults();
    subject.add({ provider: 'woocommerce', kind: 'error_500' });
    subject.add({ provider: 'shopify', kind: 'drop_webhooks' });
    expect(subject.onRequest('shopify', '/')).toBeNull();
    expect(subject.onWebhook('shopify', 'http://a')).toBe('drop_webhooks');
    expect(subject.onWebhook('woocommerce', 'http://a')).toBeNull();
  });

  it.each<[Json, RegExp]>([
    [null, /JSON object/],
    [{ kind: 'reset' }, /provider must be one of shopify, woocommerce/],
    [{ provider: 'shopify', kind: 'flood' }, /kind must be one of/],
    [{ provider: 'shopify', kind: 'reset', rate: 1.5 }, /rate must be a number from 0 to 1/],
    [{ provider: 'shopify', kind: 'reset', rate: 'often' }, /rate/],
    [{ provider: 'shopify', kind: 'reset', count: 0 }, /count/],
    [{ provider: 'shopify', kind: 'reset', count: 1.5 }, /whole number/],
    [{ provider: 'shopify', kind: 'slow', delay: 5 }, /unknown field delay/],
    [{ provider: 'shopify', kind: 'slow', path: '' }, /path/],
  ])('refuses %j', (input, message) => {
    expect(() => faults().add(input)).toThrow(message);
  });
});
