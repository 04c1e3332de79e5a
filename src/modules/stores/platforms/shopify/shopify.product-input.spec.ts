import type { PlatformProduct } from '../platform.records.js';
import {
  bulkVariantInput,
  draftInput,
  filesInput,
  newMedia,
  productInput,
  variantInput,
} from './shopify.product-input.js';

const images: PlatformProduct['images'] = [
  { platform_image_id: '71', url: 'https://cdn.example/71.png', alt: null, position: 1 },
];

describe('productInput', () => {
  it('says what is named and nothing else; null clears', () => {
    expect(productInput({})).toEqual({});
    expect(productInput({ title: 'T', description: null, vendor: null, product_type: 'P', status: 'draft', tags: [] })).toEqual({
      title: 'T', descriptionHtml: '', vendor: '', productType: 'P', status: 'DRAFT', tags: [],
    }); // prettier-ignore
    expect(productInput({ handle: null })).toEqual({});
  });

  it('refuses an empty title', () => {
    expect(() => productInput({ title: '  ' })).toThrow(expect.objectContaining({ fault: 'rejected' }) as Error);
  });
});

describe('variantInput', () => {
  it('puts money, weight and codes where Shopify has them', () => {
    expect(
      variantInput({ price: '9.90', compare_at_price: null, cost_per_item: '4', sku: null, barcode: null, weight: '0.25', weight_unit: 'lb', track_inventory: false }),
    ).toEqual({
      price: '9.90', compareAtPrice: null, barcode: null,
      inventoryItem: { sku: '', cost: '4', tracked: false, measurement: { weight: { value: 0.25, unit: 'POUNDS' } } },
    }); // prettier-ignore
    expect(variantInput({ weight: null })).toEqual({
      inventoryItem: { measurement: { weight: { value: 0, unit: 'KILOGRAMS' } } },
    });
  });

  it.each(['price', 'compare_at_price', 'cost_per_item'])('refuses a negative %s', (field) => {
    expect(() => variantInput({ [field]: '-0.01' })).toThrow(
      expect.objectContaining({ provider_code: 'NEGATIVE_PRICE_VALUE' }) as Error,
    );
  });
});

describe('draftInput', () => {
  it('names every option with its values once, in their order, and a picture of a variant among the product’s', () => {
    const input = draftInput(
      {
        title: 'Shirt',
        images: [{ url: 'https://a.example/1.png', alt: 'One' }],
        variants: [
          { options: { Size: 'S', Colour: 'Red' } },
          { options: { Size: 'M', Colour: 'Red' }, image_url: 'https://a.example/2.png', inventory_quantity: 4 },
        ],
      },
      'the-key',
      'gid://shopify/Location/1',
    );
    expect(input.productOptions).toEqual([
      { name: 'Size', position: 1, values: [{ name: 'S' }, { name: 'M' }] },
      { name: 'Colour', position: 2, values: [{ name: 'Red' }] },
    ]);
    expect(input.files).toMatchObject([{ originalSource: 'https://a.example/1.png', alt: 'One' }, { originalSource: 'https://a.example/2.png' }]); // prettier-ignore
    expect(input.variants).toMatchObject([
      { optionValues: [{ optionName: 'Size', name: 'S' }, { optionName: 'Colour', name: 'Red' }], position: 1 },
      { inventoryQuantities: [{ locationId: 'gid://shopify/Location/1', name: 'available', quantity: 4 }] },
    ]); // prettier-ignore
    expect(input.metafields).toEqual([
      { namespace: '$app:ksap', key: 'write_key', type: 'single_line_text_field', value: 'the-key' },
    ]);
  });

  it('gives a product without options the one that Shopify wants', () => {
    expect(draftInput({ title: 'Plain', variants: [{ price: '1' }] }, 'k', null)).toMatchObject({
      productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
      variants: [{ price: '1', optionValues: [{ optionName: 'Title', name: 'Default Title' }] }],
    });
  });
});

describe('pictures', () => {
  it('that are there already are named by their id', () => {
    expect(
      filesInput(
        [
          { url: 'https://cdn.example/71.png', alt: 'A' },
          { url: 'https://elsewhere.example/x.png', alt: null, platform_image_id: '71' },
          { url: 'https://elsewhere.example/x.png', alt: null },
        ],
        images,
      ),
    ).toEqual([
      { id: 'gid://shopify/MediaImage/71', alt: 'A' },
      { id: 'gid://shopify/MediaImage/71', alt: '' },
      { originalSource: 'https://elsewhere.example/x.png', contentType: 'IMAGE', alt: '' },
    ]);
  });

  it('of variants are linked where they are, else brought along once', () => {
    const change = (image_url: string) => ({ platform_variant_id: '21', image_url });
    expect(bulkVariantInput(change('https://cdn.example/71.png'), images)).toEqual({
      id: 'gid://shopify/ProductVariant/21',
      mediaId: 'gid://shopify/MediaImage/71',
    });
    const fresh = change('https://new.example/1.png');
    expect(bulkVariantInput(fresh, images).mediaSrc).toEqual(['https://new.example/1.png']);
    expect(newMedia([fresh, fresh, change('https://cdn.example/71.png')], images)).toEqual([
      { originalSource: 'https://new.example/1.png', mediaContentType: 'IMAGE' },
    ]);
  });
});
