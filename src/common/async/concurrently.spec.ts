import { ahead, concurrently } from './concurrently.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('concurrently', () => {
  it('keeps the order and never runs more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const results = await concurrently([5, 1, 3, 2, 4], 2, async (item) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < item; turn += 1) await tick();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 30, 20, 40]);
    expect(most).toBe(2);
  });

  it('throws the first failure and starts nothing after it', async () => {
    const started: number[] = [];
    const work = concurrently([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started.push(item);
      await tick();
      if (item === 2) throw new Error('two');
    });
    await expect(work).rejects.toThrow('two');
    await tick();
    await tick();
    expect(started.length).toBeLessThanOrEqual(3);
  });
});

describe('ahead', () => {
  async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
  }

  async function* numbers(made: number[], last: number, ended?: () => void): AsyncGenerator<number> {
    try {
      for (let number = 1; number <= last; number += 1) {
        made.push(number);
        await tick();
        yield number;
      }
    } finally {
      ended?.();
    }
  }

  it('makes the next item while the present one is used', async () => {
    const made: number[] = [];
    const items = ahead(numbers(made, 3));
    await items.next();
    await tick();
    expect(made).toEqual([1, 2]);
    expect(await collect(items)).toEqual([2, 3]);
  });

  it('tells a failure only when its item is asked for', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('page 2');
    }
    const items = ahead(failing());
    expect(await items.next()).toEqual({ value: 1, done: false });
    await tick();
    await expect(items.next()).rejects.toThrow('page 2');
  });

  it('ends its source when the consumer stops early', async () => {
    const ended = jest.fn();
    for await (const item of ahead(numbers([], 9, ended))) if (item === 2) break;
    expect(ended).toHaveBeenCalledTimes(1);
  });
});
