import { setTimeout as sleep } from 'node:timers/promises';
import { QueueAway, QueueReach } from './queue-reach.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('QueueReach', () => {
  it('gives what the queue answers and hands on what it refuses', async () => {
    const reach = new QueueReach(50, 50);
    await expect(reach.call(() => Promise.resolve(7))).resolves.toBe(7);
    await expect(reach.call(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(reach.call(() => Promise.resolve(8))).resolves.toBe(8);
  });

  it('does not wait for a queue that is away, and asks it no more for a while', async () => {
    const reach = new QueueReach(30, 60_000);
    await expect(reach.call(never)).rejects.toThrow(QueueAway);

    const work = jest.fn(never);
    await expect(reach.call(work)).rejects.toThrow(QueueAway);
    expect(work).not.toHaveBeenCalled();
  });

  it('lets one call in a while see whether it is back', async () => {
    const reach = new QueueReach(30, 60);
    await expect(reach.call(never)).rejects.toThrow(QueueAway);
    await sleep(80);

    const looking = reach.call(never);
    await expect(reach.call(() => Promise.resolve(1))).rejects.toThrow(QueueAway);
    await expect(looking).rejects.toThrow(QueueAway);
    await sleep(80);

    await expect(reach.call(() => Promise.resolve(2))).resolves.toBe(2);
    await expect(reach.call(() => Promise.resolve(3))).resolves.toBe(3);
  });

  it('is told by a probe at once that the queue is back', async () => {
    const reach = new QueueReach(30, 60_000);
    await expect(reach.call(never)).rejects.toThrow(QueueAway);
    await reach.probe(() => Promise.resolve());
    await expect(reach.call(() => Promise.resolve(4))).resolves.toBe(4);
  });
});
