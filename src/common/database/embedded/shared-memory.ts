import { totalmem } from 'node:os';

const LEAST_MB = 128;
const MOST_MB = 1024;
const MB = 1024 * 1024;

/** What this process may use: the machine's memory, or less where a container limits it. Bytes. */
function memoryOfMachine(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * `shared_buffers` in MB: an eighth of the machine's memory, between 128 and 1024. Postgres's manual has a quarter for a machine that
 * does nothing else; it takes pages only as it touches them. With 128 MB a pass over 100,000 transactions writes the pages of
 * one index out to make room for the next.
 */
export function sharedBuffersMb(memoryBytes = memoryOfMachine()): number {
  return Math.round(Math.min(MOST_MB, Math.max(LEAST_MB, memoryBytes / 8 / MB)));
}
