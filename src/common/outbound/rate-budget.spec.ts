import { FixedClock } from '../clock/clock.js';
import { LeakyBudget, RateBudgets } from './rate-budget.js';
import { ResumeLater } from './resume-later.js';

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LeakyBudget', () => {
  let clock: FixedClock;
  let served: string[];
  let budget: LeakyBudget;

  beforeEach(() => {
    clock = new FixedClock();
    served = [];
    budget = new LeakyBudget({ capacity: 10, restore_per_second: 2 }, clock);
  });

  async function take(name: string, cost: number, signal?: AbortSignal): Promise<void> {
    await budget.take(cost, signal);
    served.push(name);
  }

  it('lets through at once what fits, and the rest when it is restored', async () => {
    const all = [take('a', 6), take('b', 4), take('c', 4)];
    await settle();
    expect(served).toEqual(['a', 'b']);
    clock.advance(1999);
    await settle();
    expect(served).toEqual(['a', 'b']);
    clock.advance(1);
    await Promise.all(all);
    expect(served).toEqual(['a', 'b', 'c']);
  });

  it('serves in the order of arrival: a small one does not overtake a large one', async () => {
    const all = [take('a', 10), take('large', 8), take('small', 1)];
    clock.advance(1000);
    await settle();
    expect(served).toEqual(['a']);
    clock.advance(3000);
    await settle();
    expect(served).toEqual(['a', 'large']);
    clock.advance(500);
    await Promise.all(all);
    expect(served).toEqual(['a', 'large', 'small']);
  });

  it('never holds more than its capacity', async () => {
    clock.advance(3_600_000);
    await take('a', 10);
    const late = take('b', 1);
    await settle();
    expect(served).toEqual(['a']);
    clock.advance(500);
    await late;
  });

  it('lets a cost above the capacity through a full bucket, and then owes it', async () => {
    await take('a', 14);
    const next = take('b', 2);
    await settle();
    expect(served).toEqual(['a']);
    clock.advance(2999);
    await settle();
    expect(served).toEqual(['a']);
    clock.advance(1);
    await next;
  });

  it('throws ResumeLater with the time when the wait would be longer than 5 s, and takes nothing', async () => {
    budget = new LeakyBudget({ capacity: 100, restore_per_second: 2 }, clock);
    await take('a', 100);
    const error: unknown = await budget.take(50).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResumeLater);
    expect(error).toMatchObject({ after_ms: 25_000 });
    const next = take('b', 10);
    clock.advance(5000);
    await next;
  });

  it('counts those who wait already: the last of a long line is sent away', async () => {
    await take('a', 10);
    const waiting = [take('b', 6), take('c', 4)];
    await expect(budget.take(1)).rejects.toMatchObject({ after_ms: 5500 });
    clock.advance(3000);
    clock.advance(2000);
    await Promise.all(waiting);
  });

  it('goes by what the platform says is left', async () => {
    budget.learn({ available: 1, capacity: 20, restore_per_second: 10 });
    const late = take('a', 20);
    await settle();
    expect(served).toEqual([]);
    clock.advance(1900);
    await late;
  });

  it('wakes a waiter early when the platform says that there is more', async () => {
    await take('a', 10);
    const late = take('b', 10);
    budget.learn({ available: 10, capacity: 10, restore_per_second: 2 });
    await late;
  });

  it('lets nobody through while it is blocked, not even what would be free', async () => {
    budget.blockFor(3000);
    budget.blockFor(1000);
    const late = take('a', 1);
    clock.advance(2999);
    await settle();
    expect(served).toEqual([]);
    clock.advance(1);
    await late;
  });

  it('sends the waiters away when a long block comes while they wait', async () => {
    await take('a', 10);
    const late = take('b', 5);
    budget.blockFor(60_000);
    await expect(late).rejects.toMatchObject({ after_ms: 60_000 });
  });

  it('lets go of an aborted waiter, which then costs the others nothing', async () => {
    const controller = new AbortController();
    await take('a', 10);
    const aborted = take('b', 8, controller.signal);
    const next = take('c', 2);
    controller.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    clock.advance(1000);
    await next;
    await expect(budget.take(1, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });

  it('survives a platform that restores nothing', async () => {
    budget.learn({ available: 0, capacity: 10, restore_per_second: 0 });
    await expect(budget.take(1)).rejects.toBeInstanceOf(ResumeLater);
  });

  it('works with real time', async () => {
    const real = new LeakyBudget({ capacity: 1, restore_per_second: 50 });
    const from = performance.now();
    await Promise.all([real.take(1), real.take(1), real.take(1)]);
    expect(performance.now() - from).toBeGreaterThan(30);
  });
});

describe('RateBudgets', () => {
  const initial = { capacity: 10, restore_per_second: 1 };

  it('keeps one budget a store', async () => {
    const clock = new FixedClock();
    const budgets = new RateBudgets(clock);
    await budgets.of('one', initial).take(10);
    await budgets.of('two', initial).take(10);
    await expect(budgets.of('one', initial).take(10)).rejects.toBeInstanceOf(ResumeLater);
    budgets.forget('one');
    await budgets.of('one', initial).take(10);
  });

  it('forgets stores that nobody calls any more, but none that is still blocked', () => {
    const clock = new FixedClock();
    const budgets = new RateBudgets(clock);
    budgets.of('idle', initial);
    budgets.of('blocked', initial).blockFor(3_600_000);
    clock.advance(11 * 60_000);
    budgets.of('new', initial);
    expect(budgets.size).toBe(2);
  });
});
