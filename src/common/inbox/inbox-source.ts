import type { InboxOwner } from './inbox-table.js';

/** What deliveries are worked off with: implemented by the module that has the inbox. */
export abstract class InboxSource {
  /** How many different records {@link refresh} is given at most: it should be done with them well within half a minute. */
  abstract readonly records_at_once: number;

  /**
   * Reads records anew where they are, and stores them idempotently; ids that are gone there are dealt with too. Throws
   * ProviderError, ResumeLater, and AppError NOT_FOUND or INVALID_STATE for an owner that is gone or not connected.
   */
  abstract refresh(owner: InboxOwner, resource: string, platformIds: string[], signal: AbortSignal): Promise<void>;

  /** Tells the owner's user that deliveries were given up; in the open transaction, and only when none was given up before. */
  abstract tellDead(owner: InboxOwner, died: number, reason: string): Promise<void>;
}
