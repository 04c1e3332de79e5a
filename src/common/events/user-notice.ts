import type { DomainEvent } from './domain-event.js';

/** Asks for a mail to the event's user: for modules that may ask nobody for an address. Users hear it. */
export const USER_NOTICE = 'common.user_notice';

export type UserNotice = DomainEvent<{
  /** A key of `notifications` in the person's settings: no mail when they switched it off. */
  topic: string;
  /** What it is about, for the record of mails. */
  kind: string;
  subject: string;
  /** Plain text without greeting, lines of at most 76 characters; never a secret. */
  paragraphs: string[];
}>;

/** The event that asks for it. */
export const userNotice = (userId: string, payload: UserNotice['payload']): UserNotice => ({
  type: USER_NOTICE,
  user_id: userId,
  store_id: null,
  payload,
});
