import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../common/database/database.js';
import { Recurring } from '../../common/jobs/recurring.js';
import { InjectLogger } from '../../common/logger/logger.token.js';
import { SecretBox, type SealedSecret } from '../../common/security/secret-box.js';
import { clip } from '../../common/text/clean-text.js';
import { bodyPlace } from './mail-body.js';
import { countMail } from './mail-metrics.js';
import { MAIL_CHANNEL } from './mail.service.js';
import { MailRefused, MailTransport } from './mail-transport.js';

const BATCH = 20;
/** Longer than a try can last by the transport's own time limits: nobody else takes the mail meanwhile. */
const LEASE = '2 minutes';
/** Over some twelve hours. */
const MAX_ATTEMPTS = 15;
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 3600;
const KEEP = '90 days';

interface MailRow {
  id: string;
  recipient: string;
  subject: string;
  kind: string;
  body_sealed: SealedSecret | null;
  attempts: number;
  created_at: Date;
}

/**
 * Sends what waits. A mail is marked as sent after the transport took it: a process that dies between the two sends
 * it a second time, with the same Message-ID. It is never lost.
 */
@Injectable()
export class MailSenderTask {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly transport: MailTransport,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  @Recurring({ name: 'mail.send', every_seconds: 10, wake_channel: MAIL_CHANNEL })
  async send(): Promise<void> {
    for (;;) {
      const mails = await this.claim();
      for (const mail of mails) await this.attempt(mail);
      if (mails.length < BATCH) return;
    }
  }

  @Recurring({ name: 'mail.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.database.execute(
      `DELETE FROM mails WHERE status <> 'queued' AND created_at < now() - interval '${KEEP}'`,
    );
  }

  private claim(): Promise<MailRow[]> {
    return this.database.query<MailRow>(
      `UPDATE mails SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE}'
       WHERE id IN (SELECT id FROM mails WHERE status = 'queued' AND next_attempt_at <= now()
                    ORDER BY next_attempt_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING id, recipient, subject, kind, body_sealed, attempts, created_at`,
    );
  }

  private async attempt(mail: MailRow): Promise<void> {
    try {
      const { id, recipient, subject, created_at } = mail;
      if (mail.body_sealed === null) throw new MailRefused('The text of the mail is gone');
      const text = this.box.open(mail.body_sealed, bodyPlace(id));
      await this.transport.send({ id, recipient, subject, text, created_at });
    } catch (error) {
      await this.failed(mail, error);
      return;
    }
    await this.database.execute(
      `UPDATE mails SET status = 'sent', sent_at = now(), body_sealed = NULL, next_attempt_at = NULL, last_error = NULL
       WHERE id = $1`,
      [mail.id],
    );
    countMail(mail.kind, 'sent');
  }

  private async failed(mail: MailRow, error: unknown): Promise<void> {
    const isFinal = error instanceof MailRefused || mail.attempts >= MAX_ATTEMPTS;
    const reason = clip(error instanceof Error ? error.message : String(error), 1000);
    const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (mail.attempts - 1));
    const fields = { err: error, mail_id: mail.id, kind: mail.kind, attempt: mail.attempts };
    if (isFinal) {
      await this.database.execute(
        `UPDATE mails SET status = 'failed', body_sealed = NULL, next_attempt_at = NULL, last_error = $2 WHERE id = $1`,
        [mail.id, reason],
      );
      this.logger.error(fields, 'A mail was given up');
    } else {
      await this.database.execute(
        'UPDATE mails SET next_attempt_at = now() + make_interval(secs => $3), last_error = $2 WHERE id = $1',
        [mail.id, reason, pause],
      );
      this.logger.warn({ ...fields, pause_seconds: pause }, 'A mail could not be sent; it will be tried again');
    }
    countMail(mail.kind, isFinal ? 'failed' : 'put_off');
  }
}
