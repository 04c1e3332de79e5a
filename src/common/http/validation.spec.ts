import { flatten, UuidParameter } from './validation.js';

describe('flatten', () => {
  it('names nested fields with dots and drops the property from the words', () => {
    const faults = flatten([
      {
        property: 'items',
        children: [
          {
            property: '0',
            children: [{ property: 'quantity', constraints: { min: 'quantity must not be less than 1' } }],
          },
        ],
      },
      { property: 'name', constraints: { isString: 'name must be a string' } },
    ]);
    expect(faults).toEqual([
      { field: 'items.0.quantity', reason: 'must not be less than 1' },
      { field: 'name', reason: 'must be a string' },
    ]);
  });

  it('calls a field that nobody declared unknown', () => {
    const faults = flatten([
      { property: 'nick', constraints: { whitelistValidation: 'property nick should not exist' } },
    ]);
    expect(faults).toEqual([{ field: 'nick', reason: 'unknown field' }]);
  });
});

describe('UuidParameter', () => {
  const parameter = new UuidParameter('store_id');

  it('gives the id in small letters', () => {
    expect(parameter.transform('019AA5C0-5A11-7F60-8F3E-55B1A2A0C9D4')).toBe('019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4');
  });

  it.each([
    '',
    '1',
    '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d',
    '{019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4}',
    `019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4\n`,
  ])('refuses %j by its name', (value) => {
    expect(() => parameter.transform(value)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', details: expect.objectContaining({ field: 'store_id' }) }),
    );
  });
});
