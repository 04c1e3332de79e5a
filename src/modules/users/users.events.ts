import type { DomainEvent } from '../../common/events/domain-event.js';

/** The account has another e-mail address, which nobody has confirmed yet. */
export const EMAIL_CHANGED = 'users.email_changed';

export const emailChanged = (userId: string): DomainEvent => ({
  type: EMAIL_CHANGED,
  user_id: userId,
  store_id: null,
  payload: {},
});
