import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { uuidv7 } from '../../common/ids/ids.js';
import { SecretBox } from '../../common/security/secret-box.js';
import { isPlainAddress } from '../../common/text/email-address.js';
import { clip } from '../../common/text/clean-text.js';
import { MailApi, type NewMail } from './mail.api.js';
import { bodyPlace } from './mail-body.js';

/** Wakes the sender. */
export const MAIL_CHANNEL = 'ksap_mail';

const MAX_SUBJECT_LENGTH = 200;

/** Takes mails into the table from which the workers send them. */
@Injectable()
export class MailService extends MailApi {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {
    super();
  }

  override async queue(mail: NewMail): Promise<void> {
    if (!isPlainAddress(mail.recipient)) throw new Error(`A mail of kind ${mail.kind} has no usable recipient`);
    const id = uuidv7();
    const taken = await this.database.execute(
      `INSERT INTO mails (id, user_id, recipient, subject, kind, body_sealed, dedupe_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (dedupe_key) DO NOTHING`,
      [
        id,
        mail.user_id,
        mail.recipient,
        oneLine(mail.subject),
        mail.kind,
        JSON.stringify(this.box.seal(mail.text, bodyPlace(id))),
        mail.dedupe_key ?? null,
      ],
    );
    if (taken === 1) await this.database.notify(MAIL_CHANNEL, id);
  }
}

/** Subjects carry names that others chose (a shop's): a line break in one would begin a header of its own. */
function oneLine(subject: string): string {
  return clip(subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(), MAX_SUBJECT_LENGTH);
}
