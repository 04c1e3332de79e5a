import type { DomainEvent } from '../../common/events/domain-event.js';

/** Somebody asked for a new password; `user_id` is null when the address has no account. */
export const PASSWORD_RESET_REQUESTED = 'auth.password_reset_requested';

export const passwordResetRequested = (userId: string | null): DomainEvent => ({
  type: PASSWORD_RESET_REQUESTED,
  user_id: userId,
  store_id: null,
  payload: {},
});
