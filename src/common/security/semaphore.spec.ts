import { setTimeout as sleep } from 'node:timers/promises';

import { Semaphore, SemaphoreFull } from './semaphore.js';

describe('Semaphore', () => {
  it('runs no more at once than it has slots, in the order of arrival, and gives results back', async () => {
    const semaphore = new Semaphore(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((id) =>
        semaphore.run(async () => {
          started.push(id);
          most = Math.max(most, ++running);
          await sleep(5);
          running -= 1;
          return id * 10;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(started).toEqual([1, 2, 3, 4, 5]);
    expect(results).toEqual([10, 20, 30, 40, 50]);
  });

  it('frees the slot of work that fails', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(semaphore.run(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  it('refuses at once when too many wait', async () => {
    const semaphore = new Semaphore(1, 1);
    const first = semaphore.run(() => sleep(20));
    const second = semaphore.run(() => sleep(1));
    await expect(semaphore.run(() => sleep(1))).rejects.toThrow(SemaphoreFull);
    await Promise.all([first, second]);
    await expect(semaphore.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
