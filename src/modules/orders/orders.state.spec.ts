import { AppError } from '../../common/errors/app-error.js';
import type { OrderStatus } from '../stores/stores.api.js';
import { allowedFrom, checkMove } from './orders.state.js';

const ALL: readonly OrderStatus[] = ['pending', 'paid', 'fulfilled', 'shipped', 'delivered', 'cancelled'];

const LAWFUL = new Set([
  'pending → paid',
  'paid → fulfilled',
  'fulfilled → shipped',
  'shipped → delivered',
  'pending → cancelled',
  'paid → cancelled',
  'fulfilled → cancelled',
]);

const PAIRS = ALL.flatMap((from) => ALL.map((to) => [from, to] as const));

describe('checkMove', () => {
  it.each(PAIRS.filter(([from, to]) => from === to))('says that %s stays %s', (from, to) => {
    expect(checkMove(from, to)).toBe('stays');
  });

  it.each(PAIRS.filter(([from, to]) => LAWFUL.has(`${from} → ${to}`)))('lets %s become %s', (from, to) => {
    expect(checkMove(from, to)).toBe('moves');
  });

  it.each(PAIRS.filter(([from, to]) => from !== to && !LAWFUL.has(`${from} → ${to}`)))(
    'refuses %s → %s and says what is allowed',
    (from, to) => {
      const refusal = caught(() => checkMove(from, to));
      expect(refusal).toMatchObject({ code: 'INVALID_STATE', status: 409, details: { from, to } });
      const lawful = [...LAWFUL].filter((move) => move.startsWith(`${from} →`)).map((move) => move.split(' → ')[1]);
      expect([...(refusal.details.allowed as string[])].sort()).toEqual(lawful.sort());
    },
  );

  it('knows every status', () => {
    expect(ALL.map((status) => allowedFrom(status).length)).toEqual([2, 2, 2, 1, 0, 0]);
  });
});

function caught(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused');
}
