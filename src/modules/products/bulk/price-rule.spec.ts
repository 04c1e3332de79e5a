import { applyRule, faultOfRule, isPercent, type PriceRule } from './price-rule.js';

describe('a price rule', () => {
  it.each<[PriceRule, string | null, string, string | null]>([
    [{ set: '5' }, '19.90', 'EUR', '5.00'],
    [{ set: '5' }, null, 'EUR', '5.00'],
    [{ add: '1.5' }, '19.90', 'EUR', '21.40'],
    [{ add: '-20' }, '19.90', 'EUR', '-0.10'],
    [{ add: '1' }, null, 'EUR', null],
    [{ percent: '10' }, '19.90', 'EUR', '21.89'],
    [{ percent: '-10' }, '100', 'EUR', '90.00'],
    [{ percent: '-100' }, '100', 'EUR', '0.00'],
    [{ percent: '33.3333' }, '0.03', 'EUR', '0.04'],
    [{ percent: '10' }, '1500', 'JPY', '1650'],
    [{ percent: '5' }, '1.234', 'KWD', '1.296'],
    [{ percent: '10', round: '.99' }, '24.90', 'EUR', '26.99'],
    [{ percent: '0', round: '.99' }, '24.30', 'EUR', '23.99'],
    [{ percent: '0', round: '.99' }, '24.50', 'EUR', '24.99'],
    [{ percent: '0', round: '.99' }, '24.49', 'EUR', '24.99'],
    [{ percent: '0', round: '.99' }, '24.48', 'EUR', '23.99'],
    [{ percent: '0', round: '.99' }, '24.99', 'EUR', '24.99'],
    [{ percent: '0', round: '.99' }, '0.10', 'EUR', '0.99'],
    [{ percent: '0', round: '.95' }, '10.00', 'EUR', '9.95'],
    [{ percent: '0', round: '.00' }, '10.50', 'EUR', '11.00'],
    [{ percent: '0', round: '.9' }, '10.00', 'EUR', '9.90'],
    [{ percent: '0', round: '0.05' }, '10.07', 'EUR', '10.05'],
    [{ percent: '0', round: '0.05' }, '10.075', 'EUR', '10.10'],
    [{ percent: '0', round: '5' }, '12.50', 'EUR', '15.00'],
    [{ percent: '0', round: '100' }, '1549', 'JPY', '1500'],
    [{ add: '-30', round: '.99' }, '19.90', 'EUR', '-10.10'],
  ])('%j makes of %s %s %s', (rule, before, currency, after) => {
    expect(applyRule(rule, before, currency)).toBe(after);
  });

  it.each<[PriceRule, string, string]>([
    [{}, 'EUR', 'set'],
    [{ set: '1', add: '1' }, 'EUR', 'add'],
    [{ set: '-1' }, 'EUR', 'set'],
    [{ set: '1.005' }, 'EUR', 'set'],
    [{ add: '0.5' }, 'JPY', 'add'],
    [{ percent: '-100.01' }, 'EUR', 'percent'],
    [{ set: '1', round: '.999' }, 'EUR', 'round'],
    [{ set: '1', round: '.99' }, 'JPY', 'round'],
    [{ set: '1', round: '0' }, 'EUR', 'round'],
    [{ set: '1', round: 'up' }, 'EUR', 'round'],
    [{ set: '1', round: '-5' }, 'EUR', 'round'],
  ])('%j in %s is refused for its %s', (rule, currency, field) => {
    expect(faultOfRule(rule, currency)?.field).toBe(field);
  });

  it.each<[PriceRule, string]>([
    [{ set: '0' }, 'EUR'],
    [{ set: '1.500' }, 'EUR'],
    [{ add: '-5' }, 'EUR'],
    [{ percent: '-100', round: '.99' }, 'EUR'],
    [{ percent: '3', round: '10' }, 'JPY'],
    [{ percent: '3', round: '.990' }, 'KWD'],
  ])('%j in %s is fine', (rule, currency) => {
    expect(faultOfRule(rule, currency)).toBeNull();
  });

  it('knows a percentage', () => {
    expect(['10', '-12.5', '0.0001'].every(isPercent)).toBe(true);
    expect(['', '10%', '1e3', '100000000', '1.00001', 5, null].some(isPercent)).toBe(false);
  });
});
