import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';

/** Whose books they are. */
@Injectable()
export class BookOwners {
  constructor(private readonly database: Database) {}

  /** Throws NOT_FOUND unless the processor is, or before it was deleted was, the user's: its books stay readable. */
  async check(userId: string, processorId: string): Promise<void> {
    const rows = await this.database.prepared('SELECT 1 FROM payment_processors WHERE user_id = $1 AND id = $2', [
      userId,
      processorId,
    ]);
    if (rows.length === 0) throw AppError.notFound('Payment processor');
  }
}
