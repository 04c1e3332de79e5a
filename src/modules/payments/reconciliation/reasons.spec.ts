import { JUDGE } from './pass/judge.sql.js';
import { REASONS, sentenceOf, sentenceSql } from './reasons.js';

describe('reasons', () => {
  it('have a sentence for every word that a pass can write down', () => {
    const words = [...JUDGE.matchAll(/ARRAY\['[a-z_]+', (?:CASE [^\]]*? END|'[a-z_]+')\]/g)].flatMap(([verdict]) =>
      [...verdict.matchAll(/'([a-z_]+)'/g)].map((match) => match[1] ?? '').slice(1),
    );
    expect(words.length).toBeGreaterThan(20);
    const unknown = words.filter(
      (word) => !/^(payment_|pending|matched_auto|duplicate|void)$/.test(word) && sentenceOf(word) === null,
    );
    expect(unknown).toEqual([]);
  });

  it('say nothing of what has no reason or an unknown one', () => {
    expect(sentenceOf(null)).toBeNull();
    expect(sentenceOf('invented')).toBeNull();
    expect(sentenceOf('paid_less')).toBe(REASONS.paid_less);
  });

  it('are one CASE in SQL, with quotes doubled', () => {
    expect(sentenceSql('r.reason')).toMatch(/^CASE r\.reason WHEN 'no_payment_found' THEN 'The shop says/);
    expect(sentenceSql('x').split(' WHEN ')).toHaveLength(Object.keys(REASONS).length + 1);
  });
});
