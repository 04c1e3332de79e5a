import { addressFaults } from './product-checks.js';

const fieldsOf = (url: string, known: string[] = []): string[] =>
  addressFaults({ images: [{ url }], variants: [{}, { image_url: url }] }, new Set(known)).map(({ field }) => field);

describe('addressFaults', () => {
  it.each(['https://cdn.example.com/a.png', 'http://93.184.216.34/a.png'])('has nothing against %s', (url) => {
    expect(fieldsOf(url)).toEqual([]);
  });

  it.each([
    'http://127.0.0.1:8080/a.png',
    'http://10.0.0.1/',
    'http://[::1]/a.png',
    'http://2130706433/a.png',
    'http://intranet/a.png',
    'http://shop.internal/a.png',
    'http://a.localhost./a.png',
  ])('names every field with %s, unless the product has it already', (url) => {
    expect(fieldsOf(url)).toEqual(['images.0.url', 'variants.1.image_url']);
    expect(fieldsOf(url, [url])).toEqual([]);
    expect(fieldsOf(url, ['http://10.9.9.9/other.png'])).toHaveLength(2);
  });

  it('leaves to others what is no address, and what is none at all', () => {
    expect(fieldsOf('a.png')).toEqual([]);
    expect(addressFaults({ variants: [{ image_url: null }] }, new Set())).toEqual([]);
  });
});
