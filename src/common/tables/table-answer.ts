import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { csvChunks } from './csv-encoder.js';
import type { Table, TableFormat } from './table.js';
import { xlsxStream } from './xlsx-encoder.js';

export const TABLE_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What the documentation says of every export. */
export const EXPORT_NOTES = [
  'Streamed, any size. CSV is UTF-8 with a byte order mark (for Excel), commas and CRLF (RFC 4180); a text that a spreadsheet',
  'would take for a formula has an apostrophe before it. In XLSX every text is a text cell. Amounts are decimals, to the last digit.',
  'An error before the first byte is answered in the envelope; one after it breaks the connection off, so that the transfer',
  'fails at the client: there is no file that is shorter than it should be and looks whole.',
].join(' ');

/**
 * Answers with the table as a file, made while it is sent. The first batch is read before anything is sent: what goes wrong until
 * then is thrown, and answered as every error. Later the connection is broken off: the chunked body lacks its end,
 * which every client reports as a failed transfer, and an XLSX lacks its directory.
 */
export async function sendTable<Row>(
  response: FastifyReply,
  format: TableFormat,
  fileName: string,
  table: Table<Row>,
): Promise<void> {
  const started = { ...table, batches: await withFirst(table.batches) };
  const body = format === 'csv' ? Readable.from(csvChunks(started), { objectMode: false }) : xlsxStream(started);
  await response
    .header('content-type', TABLE_TYPES[format])
    .header('content-disposition', `attachment; filename="${fileName}.${format}"`)
    .send(body);
}

async function withFirst<Batch>(batches: AsyncIterable<Batch>): Promise<AsyncGenerator<Batch>> {
  const iterator = batches[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
