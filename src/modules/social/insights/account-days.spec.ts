import { addDays, dayIn, daysBetween, monthOf } from './account-days.js';

describe('the days of an account', () => {
  it('begin at its own midnight', () => {
    const at = new Date('2026-11-22T23:30:00Z');
    expect(dayIn('Europe/Berlin', at)).toBe('2026-11-23');
    expect(dayIn('America/New_York', at)).toBe('2026-11-22');
    expect(dayIn('Pacific/Kiritimati', at)).toBe('2026-11-23');
    expect(dayIn(null, at)).toBe('2026-11-22');
  });

  it('are UTC’s where the network names a zone that is none', () => {
    expect(dayIn('Nowhere/Land', new Date('2026-11-22T23:30:00Z'))).toBe('2026-11-22');
  });

  it('are counted over months, years and the clock’s change', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-10-20', '2026-11-01')).toBe(12);
    expect(daysBetween('2026-11-01', '2026-11-01')).toBe(0);
    expect(monthOf('2026-11-22')).toBe('2026-11-01');
  });
});
