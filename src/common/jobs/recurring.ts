import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const RECURRING = Symbol('ksap:recurring');

export interface RecurringOptions {
  /** Unique; what logs and metrics call it. */
  name: string;
  every_seconds: number;
  /** A NOTIFY channel that also sets it off, for work that should not wait. */
  wake_channel?: string;
}

/**
 * Marks a method that workers run again and again, roughly once per interval over all processes.
 * "Roughly": it may run twice at a time, so it claims what it works on (`FOR UPDATE SKIP LOCKED`).
 */
export function Recurring(options: RecurringOptions): CustomDecorator<symbol> {
  return SetMetadata(RECURRING, options);
}
