import { SEALED_COLUMNS } from '../../src/common/security/sealed-columns.js';
import { sourceFiles } from './source-tree.js';

interface Field {
  /** `table.column` */
  name: string;
  /** Its comment, decorators and declaration. */
  text: string;
}

const entities = sourceFiles('src', /\.entity\.ts$/);

const fields: Field[] = entities.flatMap(({ text }) => {
  const table = /@Entity\('(\w+)'/.exec(text)?.[1] ?? '';
  return text.split(/\n\n(?= {2}\S)/).flatMap((part) => {
    const column = /^ {2}(\w+)!: /m.exec(part)?.[1];
    return column === undefined ? [] : [{ name: `${table}.${column}`, text: part }];
  });
});

const names = (some: Field[]): string[] => some.map(({ name }) => name).sort();

describe('the list of sealed columns, which the rotation of keys goes through', () => {
  const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort();

  it('has every field that an entity types or describes as sealed, and no other', () => {
    const sealed = fields.filter(({ text }) => /!: SealedSecret\b|\/\*\*[^/]*\bsealed\b/i.test(text));
    expect(fields.length).toBeGreaterThan(200);
    expect(names(sealed)).toEqual(listed);
  });

  it('names the primary key of each table', () => {
    const keyColumn = ({ text }: Field): boolean => /@Primary(Generated)?Column\(/.test(text);
    for (const { table, key } of SEALED_COLUMNS) {
      const primary = fields.filter((field) => field.name.startsWith(`${table}.`) && keyColumn(field));
      expect(key.map(([column]) => `${table}.${column}`).sort()).toEqual(names(primary));
    }
  });

  it('is where every cipher text goes: one file alone makes them', () => {
    const making = sourceFiles('src', /(?<!\.spec)\.ts$/).filter(({ text }) => text.includes('createCipheriv('));
    expect(making.map(({ path }) => path)).toEqual(['src/common/security/secret-box.ts']);
  });
});
