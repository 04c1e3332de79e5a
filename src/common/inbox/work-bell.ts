import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../database/database.js';
import { InjectLogger } from '../logger/logger.token.js';
import { INBOX_TABLE, type InboxTable } from './inbox-table.js';

/** In a burst the workers are woken this often, and not by every delivery. */
const PAUSE_MS = 50;

/** Wakes the workers of all processes once deliveries are there for them. */
@Injectable()
export class WorkBell {
  private isResting = false;
  private isDue = false;

  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The rows must be committed. A bell that nobody hears costs a few seconds: the inbox is looked at by the clock too. */
  ring(): void {
    if (this.isResting) {
      this.isDue = true;
      return;
    }
    this.isResting = true;
    this.database.notify(this.table.channel, '').catch((error: unknown) => {
      this.logger.warn({ err: error }, 'The workers could not be told of deliveries');
    });
    setTimeout(() => {
      const again = this.isDue;
      this.isResting = false;
      this.isDue = false;
      if (again) this.ring();
    }, PAUSE_MS).unref();
  }
}
