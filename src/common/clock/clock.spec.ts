import { FixedClock, SystemClock } from './clock.js';

describe('SystemClock', () => {
  const clock = new SystemClock();

  it('tells the time in three forms', () => {
    const before = Date.now();
    expect(clock.ms()).toBeGreaterThanOrEqual(before);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    expect(clock.iso()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('sleeps as long as it was told', async () => {
    const from = performance.now();
    await clock.sleep(30);
    expect(performance.now() - from).toBeGreaterThan(25);
    await clock.sleep(-5);
  });

  it('wakes with the reason when it is aborted, before or during', async () => {
    const reason = new Error('shutting down');
    await expect(clock.sleep(10_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleeping = clock.sleep(10_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});

describe('FixedClock', () => {
  it('stands still until it is moved', () => {
    const clock = new FixedClock('2026-01-01T00:00:00Z');
    expect(clock.iso()).toBe('2026-01-01T00:00:00.000Z');
    clock.advance(1500);
    expect(clock.iso()).toBe('2026-01-01T00:00:01.500Z');
    clock.set('2027-01-01T00:00:00Z');
    expect(clock.now().getUTCFullYear()).toBe(2027);
  });

  it('wakes sleepers in the order of their time, and only those that are due', async () => {
    const clock = new FixedClock();
    const woken: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(ms);
    };
    const all = [sleep(300), sleep(100), sleep(200)];
    expect(clock.sleeping).toBe(3);
    clock.advance(250);
    await Promise.all(all.slice(1));
    expect(woken).toEqual([100, 200]);
    expect(clock.sleeping).toBe(1);
    clock.advance(50);
    await all[0];
    expect(woken).toEqual([100, 200, 300]);
  });

  it('wakes an aborted sleeper with the reason', async () => {
    const clock = new FixedClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(100, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect(clock.sleeping).toBe(0);
  });
});
