import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder of this run; everything in it goes when the run ends. */
export function scratchFolder(purpose: string): Promise<string> {
  return mkdtemp(join(process.env.KSAP_TEST_SCRATCH ?? tmpdir(), `${purpose}-`));
}
