/** A mail as it goes out. */
export interface OutgoingMail {
  id: string;
  recipient: string;
  subject: string;
  /** Plain text. */
  text: string;
  created_at: Date;
}

/** How mail leaves this process. */
export abstract class MailTransport {
  /** Resolves once somebody else has the mail (a mail server, the disk). Throws {@link MailRefused} or any other fault. */
  abstract send(mail: OutgoingMail): Promise<void>;
}

/** The server will never take this mail (no such mailbox): trying again is of no use. */
export class MailRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MailRefused';
  }
}
