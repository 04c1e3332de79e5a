import { moneyText } from './money-sql.js';

describe('moneyText', () => {
  const sql = moneyText('r.total', 'r.currency');

  it('names the currencies that have other than two digits', () => {
    const [, none = '', three = '', four = ''] =
      /IN \((.*?)\) THEN 0 .*IN \((.*?)\) THEN 3 .*IN \((.*?)\) THEN 4 ELSE 2/.exec(sql) ?? [];
    expect(none).toContain("'JPY'");
    expect(none).toContain("'KRW'");
    expect(three).toContain("'KWD'");
    expect(four).toContain("'CLF'");
    for (const usual of ['USD', 'EUR', 'CHF']) expect(sql).not.toContain(usual);
  });

  it('never rounds digits away that the amount has', () => {
    expect(sql).toMatch(/^round\(r\.total, greatest\(min_scale\(r\.total\), CASE .* END\)\)::text$/);
  });
});
