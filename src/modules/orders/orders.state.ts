import { AppError } from '../../common/errors/app-error.js';
import type { OrderStatus } from '../stores/stores.api.js';

/** Where an order can go from each status. Pure; the database, the wire and the platforms use the same words. */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['paid', 'cancelled'],
  paid: ['fulfilled', 'cancelled'],
  fulfilled: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
};

/** What a wish to bring an order to a status means. */
export type Move = 'moves' | 'stays';

export function allowedFrom(from: OrderStatus): readonly OrderStatus[] {
  return NEXT[from];
}

/** Throws INVALID_STATE with `{ from, to, allowed }`. */
export function checkMove(from: OrderStatus, to: OrderStatus): Move {
  if (from === to) return 'stays';
  if (NEXT[from].includes(to)) return 'moves';
  throw invalidState(from, to, `An order that is ${from} cannot become ${to}`);
}

export function invalidState(from: OrderStatus, to: OrderStatus, message: string): AppError {
  return new AppError('INVALID_STATE', message, { from, to, allowed: NEXT[from] });
}
