import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createInflateRaw } from 'node:zlib';

interface Entry {
  path: string;
  method: number;
  size: number;
  offset: number;
}

const LOCAL_HEADER = 30;
const TAIL_BYTES = 64 * 1024;

/** The zip's directory. Throws on a file that has none: one that broke off. */
export async function entriesOf(file: string): Promise<Entry[]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = await bytesAt(handle, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0) throw new Error('The zip has no directory');
    const directory = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entries: Entry[] = [];
    for (let at = 0; at < directory.length;) {
      const nameLength = directory.readUInt16LE(at + 28);
      const path = directory.toString('utf8', at + 46, at + 46 + nameLength);
      const local = await bytesAt(handle, directory.readUInt32LE(at + 42), LOCAL_HEADER);
      const offset = directory.readUInt32LE(at + 42) + LOCAL_HEADER + local.readUInt16LE(26) + local.readUInt16LE(28);
      entries.push({ path, method: directory.readUInt16LE(at + 10), size: directory.readUInt32LE(at + 20), offset });
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    return entries;
  } finally {
    await handle.close();
  }
}

/** The rows of a sheet as a spreadsheet would read them: text as text, numbers as numbers, empty cells as null. */
export async function* sheetRows(file: string, sheet = 1): AsyncGenerator<(string | number | null)[]> {
  const entry = (await entriesOf(file)).find(({ path }) => path === `xl/worksheets/sheet${sheet}.xml`);
  if (!entry) throw new Error(`There is no sheet ${sheet}`);
  const raw = createReadStream(file, { start: entry.offset, end: entry.offset + entry.size - 1 });
  const text = (entry.method === 8 ? raw.pipe(createInflateRaw()) : raw).setEncoding('utf8');
  let rest = '';
  for await (const chunk of text) {
    rest += String(chunk);
    const rows = rest.split('</row>');
    rest = rows.pop() ?? '';
    for (const row of rows) yield cellsOf(row);
  }
  if (!rest.endsWith('</sheetData></worksheet>')) throw new Error('The sheet has no end');
}

const CELL = /<c r="([A-Z]+)\d+"(?: t="inlineStr"><is><t xml:space="preserve">(.*?)<\/t><\/is>|><v>(.*?)<\/v>)<\/c>/gs;

function cellsOf(row: string): (string | number | null)[] {
  const cells: (string | number | null)[] = [];
  for (const [, letters = '', text, number] of row.matchAll(CELL)) {
    const index = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    while (cells.length < index) cells.push(null);
    cells.push(text === undefined ? Number(number) : plain(text));
  }
  return cells;
}

function plain(xml: string): string {
  return xml
    .replace(/&(amp|lt|gt);/g, (_whole, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '')
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(parseInt(code, 16)));
}

async function bytesAt(handle: Awaited<ReturnType<typeof open>>, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, position);
  return bytes;
}
