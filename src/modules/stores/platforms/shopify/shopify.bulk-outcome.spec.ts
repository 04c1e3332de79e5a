import type { JsonObject } from '../../../../common/json.js';
import { outcomeOfLine } from './shopify.bulk-outcome.js';
import { formOf } from './shopify.staged-upload.js';

const line = (userErrors: JsonObject[]): JsonObject => ({ data: { productUpdate: { userErrors } }, __lineNumber: 3 });

describe('outcomeOfLine', () => {
  it('tells what is done, and what Shopify refused, in its words', () => {
    expect(outcomeOfLine(line([]), 'productUpdate')).toEqual({ line: 3, fault: null });
    const refused = [{ field: ['title'], message: "Title can't be blank", code: 'BLANK' }];
    expect(outcomeOfLine(line(refused), 'productUpdate')).toEqual({
      line: 3,
      fault: { code: 'BLANK', message: "Title can't be blank" },
    });
  });

  it.each<[JsonObject, string]>([
    [{ errors: [{ message: 'No access', extensions: { code: 'ACCESS_DENIED' } }], __lineNumber: 0 }, 'ACCESS_DENIED'],
    [{ data: { productUpdate: null }, __lineNumber: 0 }, 'NO_ANSWER'],
    [{ data: null, __lineNumber: 0 }, 'NO_ANSWER'],
    [{ errors: [{ message: 'Odd' }], __lineNumber: 0 }, 'REJECTED'],
  ])('takes %j for a fault', (answer, code) => {
    expect(outcomeOfLine(answer, 'productUpdate')?.fault?.code).toBe(code);
  });

  it('knows no line without its number', () => {
    expect(outcomeOfLine({ data: {} }, 'productUpdate')).toBeUndefined();
  });
});

describe('formOf', () => {
  it('has every field in its order, the file last and untouched', () => {
    const file = Buffer.from('{"a":"Käse"}\n{"b":"--x"}');
    const { boundary, body } = formOf([{ name: 'key', value: 'tmp/1' }, { name: 'acl', value: 'private' }], file); // prettier-ignore
    const text = Buffer.from(body).toString('utf8');
    const parts = text.split(`--${boundary}`);
    expect(parts).toHaveLength(5);
    expect(parts[1]).toBe('\r\nContent-Disposition: form-data; name="key"\r\n\r\ntmp/1\r\n');
    expect(parts[3]).toContain('name="file"');
    expect(parts[3]?.endsWith(`\r\n\r\n${file.toString('utf8')}\r\n`)).toBe(true);
    expect(parts[4]).toBe('--\r\n');
  });
});
