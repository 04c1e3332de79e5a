import { AppError, type FieldFault } from '../../../common/errors/app-error.js';

export const REFUSAL_CODES = [
  'wrong_state',
  'not_approved',
  'changed_since_approval',
  'over',
  'account_missing',
  'account_restricted',
  'account_unreachable',
  'token_expired',
  'token_refused',
  'over_cap',
  'incomplete',
  'network_would_refuse',
] as const;
/**
 * `over`: its end is past; `account_restricted`: by the network; `over_cap`: over a cap or the account's ceiling; `incomplete`:
 * something that every network needs lacks; `network_would_refuse`: by the network's own rules.
 */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Why a campaign is not published. */
export interface PublishRefusal {
  code: RefusalCode;
  /** Of the campaign, where one is to blame. */
  field: string | null;
  /** A sentence; after a field what goes after it: `may have at most 40 characters`. */
  reason: string;
}

/** In one sentence, for a person. */
export function wordsOf(refusals: readonly PublishRefusal[]): string {
  return refusals.map(({ field, reason }) => (field === null ? reason : `${field} ${reason}`)).join('; ');
}

/** VALIDATION_ERROR when the content alone is to blame, else INVALID_STATE; `details.refusals` has all of them. */
export function refusedAs(refusals: readonly PublishRefusal[]): AppError {
  const faults = refusals.flatMap(({ field, reason }): FieldFault[] => (field === null ? [] : [{ field, reason }]));
  const words = `The campaign cannot be published: ${wordsOf(refusals)}`;
  const [first] = faults;
  if (first === undefined || faults.length < refusals.length) {
    return new AppError('INVALID_STATE', words, { refusals });
  }
  return new AppError('VALIDATION_ERROR', words, { ...first, errors: faults, refusals });
}
