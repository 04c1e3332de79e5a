import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { csvChunks } from './csv-encoder.js';
import { entriesOf, sheetRows } from './testing/read-xlsx.js';
import type { Table } from './table.js';
import { xlsxStream } from './xlsx-encoder.js';

interface Row {
  title: string | null;
  quantity: number | null;
  price: string | null;
}

const TEXTS = [
  'Tent',
  'a,b;c',
  'with "quotes" and, commas',
  'two\nlines',
  'old\rlines',
  'windows\r\nlines',
  ' spaces ',
  'Ünïcödé 日本 👩‍👩‍👧',
  '<b>&amp;</b>',
  '_x0041_ is no letter',
  'control \u0001\u000B characters',
  '=HYPERLINK("http://evil.example")',
  '+1',
  '-1',
  '@cmd',
  '\t=1',
  "'quoted",
  "'=1",
  '',
];
const ROWS: Row[] = TEXTS.map((title, index) => ({ title, quantity: index - 5, price: `-${index}.50` }));

const tableOf = (rows: Row[], a = 4): Table<Row> => ({
  columns: [
    { name: 'title', kind: 'text', value: (row) => row.title },
    { name: 'quantity', kind: 'integer', value: (row) => row.quantity },
    { name: 'price', kind: 'decimal', value: (row) => row.price },
  ],
  batches: (async function* () {
    for (let from = 0; from < rows.length; from += a) yield rows.slice(from, from + a);
  })(),
});

describe('a table as CSV', () => {
  const csvOf = async (rows: Row[]): Promise<string> => {
    let text = '';
    for await (const chunk of csvChunks(tableOf(rows))) text += chunk;
    return text;
  };

  it('is read again as it was, what would be a formula with an apostrophe before it', async () => {
    const text = await csvOf(ROWS);
    expect(text.startsWith('\uFEFFtitle,quantity,price\r\n')).toBe(true);
    const read = parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });
    const dangerous = /^'*[=+\-@\t\r\n]/;
    const expected = ROWS.map(({ title, quantity, price }) => ({
      title: dangerous.test(title!) ? `'${title}` : title,
      quantity: String(quantity),
      price,
    }));
    expect(read).toEqual(expected);
  });

  it('has no cell that a spreadsheet would compute, numbers excepted', async () => {
    const read = parse(await csvOf(ROWS), { bom: true, record_delimiter: '\r\n' });
    const computed = read.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell));
    expect(computed).toEqual([]);
  });

  it('has its head line when it has nothing else', async () => {
    expect(await csvOf([])).toBe('\uFEFFtitle,quantity,price\r\n');
  });
});

describe('a table as XLSX', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ksap-tables-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fileOf = async (rows: Row[], maxRows?: number): Promise<string> => {
    const file = join(folder, `${Math.random()}.xlsx`);
    await writeFile(file, await buffer(xlsxStream(tableOf(rows), maxRows)));
    return file;
  };
  const rowsOf = async (file: string, sheet = 1): Promise<(string | number | null)[][]> => {
    const rows: (string | number | null)[][] = [];
    for await (const row of sheetRows(file, sheet)) rows.push(row);
    return rows;
  };

  it('is read again as it was: text as text, numbers as numbers, decimals to the last digit', async () => {
    const [head, ...rows] = await rowsOf(await fileOf(ROWS));
    expect(head).toEqual(['title', 'quantity', 'price']);
    expect(rows).toEqual(ROWS.map(({ title, quantity, price }) => [title === '' ? null : title, quantity, price]));
  });

  it('has the parts that make it a workbook', async () => {
    expect((await entriesOf(await fileOf([]))).map(({ path }) => path).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
  });

  it('goes on in another sheet when one is full', async () => {
    const file = await fileOf(ROWS, 8);
    const sheets = [await rowsOf(file, 1), await rowsOf(file, 2), await rowsOf(file, 3)];
    expect(sheets.map((rows) => rows.length)).toEqual([8, 8, 6]);
    expect(sheets.flatMap(([, ...rows]) => rows.map(([, quantity]) => quantity))).toEqual(
      ROWS.map(({ quantity }) => quantity),
    );
    await expect(rowsOf(file, 4)).rejects.toThrow('no sheet 4');
  });

  it('makes no sheet of nothing when the last one is just full', async () => {
    const paths = (await entriesOf(await fileOf(ROWS.slice(0, 14), 8))).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('worksheets/'))).toHaveLength(2);
  });

  it('says so where a text is too long for a cell', async () => {
    const [, [text]] = (await rowsOf(await fileOf([{ title: 'x'.repeat(40_000), quantity: 1, price: null }]))) as [
      unknown,
      [string],
    ];
    expect(text).toHaveLength(32_767);
    expect(text).toMatch(/x \[…cut: .*\]$/);
  });

  it('fails when reading its rows fails, and stops reading when nobody takes it any more', async () => {
    const seen: { stopped?: boolean } = {};
    const rowsUntil = (end: () => void): Table<Row> => ({
      ...tableOf([]),
      batches: (async function* () {
        try {
          for (let count = 0; ; count += 1) {
            if (count === 50) end();
            yield ROWS;
          }
        } finally {
          seen.stopped = true;
        }
      })(),
    });
    const broken = xlsxStream(
      rowsUntil(() => {
        throw new Error('the database is away');
      }),
    );
    await expect(buffer(broken)).rejects.toThrow('the database is away');
    seen.stopped = false;
    const endless = xlsxStream(rowsUntil(() => undefined));
    let length = 0;
    for await (const chunk of endless) if ((length += (chunk as Buffer).length) > 2000) break;
    const isStopped = (): boolean => seen.stopped === true;
    for (let waits = 0; waits < 100 && !isStopped(); waits += 1) await new Promise((done) => setTimeout(done, 20));
    expect([endless.destroyed, isStopped()]).toEqual([true, true]);
  });
});
