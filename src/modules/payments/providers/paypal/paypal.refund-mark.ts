/**
 * How a refund of ours is known at PayPal: its `custom_id`, which the search shows as `custom_field`. Ids of other programs look
 * like ours without it.
 */
const MARK = 'ksap-refund-';

export function refundMark(refundId: string): string {
  return `${MARK}${refundId}`;
}

/** Null: not of ours. */
export function refundIdOf(customId: string | null): string | null {
  const id = customId?.startsWith(MARK) === true ? customId.slice(MARK.length) : '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
}
