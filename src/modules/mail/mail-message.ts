import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMail } from './mail-transport.js';

/**
 * What nodemailer makes the message of. The addresses are given as objects, so that nothing in them is parsed as a list;
 * the Message-ID is the mail's own id, so that a mail sent twice after a crash can be recognised as one.
 */
export function messageOf(mail: OutgoingMail, from: MailSender): SendMailOptions {
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address: mail.recipient },
    subject: mail.subject,
    messageId: `<${mail.id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date: mail.created_at,
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: mail.text,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export interface MailSender {
  name: string;
  address: string;
}

/** The sender as configured (`Name <address>` or an address alone), else no-reply at the public host. */
export function senderOf(mailFrom: string | null, publicUrl: string | null): MailSender {
  const named = /^(.*)<([^<>]+)>$/.exec(mailFrom ?? '');
  if (named)
    return { name: (named[1] ?? '').trim().replace(/^"(.*)"$/, '$1') || 'KSAP', address: (named[2] ?? '').trim() };
  const host = publicUrl === null ? 'localhost' : new URL(publicUrl).hostname;
  return { name: 'KSAP', address: mailFrom ?? `no-reply@${host}` };
}
