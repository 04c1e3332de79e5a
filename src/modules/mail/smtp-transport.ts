import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { messageOf, type MailSender } from './mail-message.js';
import { MailRefused, MailTransport, type OutgoingMail } from './mail-transport.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** By the mail server of `SMTP_URL`. */
export class SmtpTransport extends MailTransport implements OnApplicationShutdown {
  private readonly smtp: ReturnType<typeof openPool>;

  constructor(
    url: string,
    private readonly from: MailSender,
  ) {
    super();
    this.smtp = openPool(url);
  }

  override async send(mail: OutgoingMail): Promise<void> {
    try {
      await this.smtp.sendMail(messageOf(mail, this.from));
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      // 5xx to the envelope is the recipient's server speaking for good; 5xx elsewhere (a wrong password) can be mended.
      if (code === 'EENVELOPE' && (responseCode ?? 0) >= 500) throw new MailRefused((error as Error).message);
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.smtp.close();
  }
}

function openPool(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
}
