import { AppError, type FieldFault } from '../../../common/errors/app-error.js';

/** As many as are told. */
const MOST = 1000;

export interface LineFault extends FieldFault {
  /** Of the file, from 1 for the head line. */
  line: number;
  /** Its name in the head line; null when it is not about one. */
  column: string | null;
}

/** What is wrong in a file, by line and column. */
export class ImportFaults {
  private readonly all: LineFault[] = [];

  get isFull(): boolean {
    return this.all.length >= MOST;
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  add(line: number, column: string | null, reason: string): void {
    if (!this.isFull) this.all.push({ field: column ?? 'file', reason, line, column });
  }

  /** Throws VALIDATION_ERROR when there are any. */
  throwIfAny(): void {
    if (this.all.length === 0) return;
    const sorted = [...this.all].sort((a, b) => a.line - b.line);
    const known = this.isFull ? `at least ${MOST}` : String(sorted.length);
    throw AppError.validation(
      sorted,
      `The file has ${known} fault${sorted.length === 1 ? '' : 's'}; nothing was changed`,
    );
  }
}
