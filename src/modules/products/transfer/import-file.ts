import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { ImportFaults } from './import-faults.js';
import { PRODUCT_TABLE } from './product-table.js';

const NAMES = PRODUCT_TABLE.map(({ name }) => name);
const MAX_RECORD_BYTES = 1024 * 1024;

export interface FileRow {
  /** Of the file, from 1 for the head line; where the row begins. */
  line: number;
  /** By column; a column that the file does not have is not here, an empty cell is ''. */
  cells: Record<string, string>;
}

/** The rows of a CSV file, one at a time. Faults of the file itself are noted, and end it where nothing more can be read. */
export async function* rowsOf(path: string, faults: ImportFaults): AsyncGenerator<FileRow> {
  const records = createReadStream(path)
    .on('error', (error) => records.destroy(error))
    .pipe(
      parse({
        bom: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: MAX_RECORD_BYTES,
        info: true,
      }),
    );
  let head: string[] | null = null;
  let line = 1;
  try {
    for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const begins = line;
      line = info.lines + 1;
      if (head === null) {
        head = record.map((name) => name.trim());
        if (!checkHead(head, faults)) return;
      } else if (record.length !== head.length) {
        faults.add(begins, null, `has ${record.length} cells, the head line has ${head.length}`);
      } else if (record.some((cell) => cell.includes('\u0000') || cell.includes('\uFFFD'))) {
        faults.add(begins, null, 'is not UTF-8 text');
      } else {
        const names = head;
        yield { line: begins, cells: Object.fromEntries(record.map((cell, index) => [names[index] ?? '', cell])) };
      }
      if (faults.isFull) return;
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (!code.startsWith('CSV_')) throw error;
    faults.add(line, null, 'is not CSV: a quote is not closed, or stands where none may be');
  }
  if (head === null && faults.isEmpty) faults.add(1, null, 'the file is empty: the first line names the columns');
}

function checkHead(head: string[], faults: ImportFaults): boolean {
  for (const [index, name] of head.entries()) {
    if (!NAMES.includes(name)) faults.add(1, name, `unknown column; there are: ${NAMES.join(', ')}`);
    else if (head.indexOf(name) !== index) faults.add(1, name, 'comes twice');
  }
  const keys = ['product_id', 'platform_product_id', 'sku', 'title'];
  if (faults.isEmpty && !keys.some((name) => head.includes(name))) {
    faults.add(1, null, `needs one of the columns ${keys.join(', ')}, to tell which product is meant`);
  }
  return faults.isEmpty;
}
