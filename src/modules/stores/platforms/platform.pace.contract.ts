import { setTimeout as sleep } from 'node:timers/promises';

import { type BudgetState, LeakyBudget } from '../../../common/outbound/rate-budget.js';
import type { PlatformConnection } from './platform.connection.js';

/** How many times faster than told the suites of platforms wait: which waits are asked for, the adapters' unit specs hold. */
const HASTE = 20;
const LONGEST_MS = 300;

/** A connection's ways to wait, for a shop that is a sandbox. */
export function hurried(initial: BudgetState, signal: AbortSignal): Pick<PlatformConnection, 'budget' | 'pause'> {
  const budget = new LeakyBudget(initial);
  const short = (ms: number): number => Math.min(ms / HASTE, LONGEST_MS);
  return {
    budget: {
      take: (cost, until) => budget.take(cost, until),
      learn: (state) => budget.learn(state),
      blockFor: (ms) => budget.blockFor(short(ms)),
    },
    pause: (ms) => sleep(short(ms), undefined, { signal }),
  };
}
