import { readUrl } from './read-url.js';

describe('readUrl', () => {
  it('gives the address, resolved where there is a base', () => {
    expect(readUrl('https://shop.example/a?b')?.href).toBe('https://shop.example/a?b');
    expect(readUrl('../c', 'https://shop.example/a/b/')?.href).toBe('https://shop.example/a/c');
  });

  it.each(['', 'shop.example', 'https://', 'https://a b'])('is null for %j', (text) => {
    expect(readUrl(text)).toBeNull();
  });

  it('still knows the letters of other languages when it is called often', () => {
    let refused = 0;
    for (let time = 0; time < 20_000; time += 1) if (readUrl('https://bücher.example/é') === null) refused += 1;
    expect(refused).toBe(0);
  });
});
