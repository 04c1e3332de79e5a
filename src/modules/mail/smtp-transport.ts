import type { OnApplicationShutdown } from '@nestjs/common';
import { messageOf, type MailSender } from './mail-message.js';
import { MailRefused, MailTransport, type OutgoingMail } from './mail-transport.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** By the mail server of `SMTP_URL`. */
export class SmtpTransport extends MailTransport implements OnApplicationShutdown {
  private smtp: ReturnType<typeof openPool> | undefined;

  constructor(
    private readonly url: string,
    private readonly from: MailSender,
  ) {
    super();
  }

  override async send(mail: OutgoingMail): Promise<void> {
    try {
      const smtp = await (this.smtp ??= openPool(this.url));
      await smtp.sendMail(messageOf(mail, this.from));
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      // 5xx to the envelope is the recipient's server speaking for good; 5xx elsewhere (a wrong password) can be mended.
      if (code === 'EENVELOPE' && (responseCode ?? 0) >= 500) throw new MailRefused((error as Error).message);
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.smtp)?.close();
  }
}

/** Loaded with the first mail: it takes its part of a start, and many processes never send one. */
async function openPool(url: string) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
}
