import type { Database } from './database.js';

/**
 * Writes in the open transaction so that an item that the tables refuse fails alone: all at once, and where that is
 * refused half by half, until the refused one stands by itself and is told. Other faults are thrown.
 *
 * @param isOurs whether a fault of data is no item's doing (their owner is gone) and is to be thrown too
 */
export async function writeAllButRefused<T>(
  database: Database,
  items: readonly T[],
  write: (part: readonly T[]) => Promise<void>,
  refused: (item: T, reason: string) => void,
  isOurs: (constraint: string) => boolean = () => false,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  try {
    await database.savepoint(() => write(items));
  } catch (error) {
    if (!isRefusedData(error, isOurs)) throw error;
    if (items.length === 1) {
      refused(first, `cannot be stored: ${error.message}`);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await writeAllButRefused(database, items.slice(0, middle), write, refused, isOurs);
    await writeAllButRefused(database, items.slice(middle), write, refused, isOurs);
  }
}

/** SQLSTATE classes 21 (cardinality), 22 (data exception) and 23 (integrity). */
function isRefusedData(error: unknown, isOurs: (constraint: string) => boolean): error is Error {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return typeof code === 'string' && /^2[123]/.test(code) && !(code === '23503' && isOurs(String(constraint)));
}
