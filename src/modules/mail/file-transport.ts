import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type MailSender } from './mail-message.js';
import { MailTransport, type OutgoingMail } from './mail-transport.js';

/**
 * Without a mail server: each mail becomes a file `<time>-<id>.eml` that its owner alone can read, whole or not at all.
 * The name is the mail's own, so one written twice after a crash is still one file.
 */
export class FileTransport extends MailTransport {
  private composer: ReturnType<typeof openComposer> | undefined;

  constructor(
    private readonly folder: string,
    private readonly from: MailSender,
  ) {
    super();
  }

  override async send(mail: OutgoingMail): Promise<void> {
    const composer = await (this.composer ??= openComposer());
    const { message } = await composer.sendMail(messageOf(mail, this.from));
    if (!Buffer.isBuffer(message)) throw new Error('The composer gave no bytes');
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const time = mail.created_at.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
    const name = `${time}-${mail.id}.eml`;
    const draft = join(this.folder, `.${name}.${randomBytes(4).toString('hex')}`);
    try {
      await writeDurably(draft, message);
      await rename(draft, join(this.folder, name));
    } finally {
      await rm(draft, { force: true });
    }
  }
}

/** Loaded with the first mail: it takes its part of a start, and many processes never send one. */
async function openComposer() {
  const { createTransport } = await import('nodemailer');
  return createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
