import { Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { KeyedHash } from '../security/keyed-hash.js';
import { equalBytes } from '../security/signature.js';

const MAC_BYTES = 16;

/** Where a list goes on: the sort it belongs to and the last row's key values, as Postgres text. */
export interface CursorPosition {
  sort: string;
  values: (string | null)[];
}

/**
 * Opaque page cursors. Signed, so that what comes back is what we gave out, and bound to the list
 * (`scope`) and its sort, so that one cannot be used on another.
 */
@Injectable()
export class Cursors {
  constructor(private readonly hash: KeyedHash) {}

  encode(scope: string, position: CursorPosition): string {
    const body = Buffer.from(JSON.stringify([position.sort, ...position.values]));
    return Buffer.concat([this.mac(scope, body), body]).toString('base64url');
  }

  /** Throws VALIDATION_ERROR on anything that `encode` did not make for this list and sort. */
  decode(scope: string, sort: string, cursor: string): CursorPosition {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(MAC_BYTES);
    const genuine =
      bytes.toString('base64url') === cursor && equalBytes(bytes.subarray(0, MAC_BYTES), this.mac(scope, body));
    if (!genuine) throw invalid('is not a cursor of this list');
    const [cursorSort, ...values] = JSON.parse(body.toString()) as [string, ...(string | null)[]];
    if (cursorSort !== sort) throw invalid('belongs to another sort order');
    return { sort, values };
  }

  private mac(scope: string, body: Buffer): Buffer {
    return this.hash.bytes('page-cursor', scope, body).subarray(0, MAC_BYTES);
  }
}

function invalid(reason: string): AppError {
  return AppError.validation([{ field: 'cursor', reason }]);
}
