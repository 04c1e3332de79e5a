import { Turns } from './turns.js';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('Turns', () => {
  it('runs work under one name one at a time, in order, and forgets the name', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await later();
      seen.push(`${name} ends`);
    };
    await Promise.all([turns.take('ada', work('1')), turns.take('ada', work('2')), turns.take('ada', work('3'))]);
    expect(seen).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
    expect(turns.size).toBe(0);
  });

  it('lets other names go ahead', async () => {
    const turns = new Turns();
    let release = (): void => {};
    const held = turns.take('ada', () => new Promise<void>((resolve) => (release = resolve)));
    await expect(turns.take('bob', async () => 'done')).resolves.toBe('done');
    release();
    await held;
  });

  it('goes on after a fault, which only its own caller hears', async () => {
    const turns = new Turns();
    const failing = turns.take('ada', async () => {
      throw new Error('no');
    });
    const next = turns.take('ada', async () => 'done');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('done');
  });
});
