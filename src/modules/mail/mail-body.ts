import type { SecretPlace } from '../../common/security/secret-box.js';

/** Where a mail's sealed text lies. */
export const bodyPlace = (mailId: string): SecretPlace => ({ table: 'mails', column: 'body_sealed', row_id: mailId });
