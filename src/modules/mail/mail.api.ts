export interface NewMail {
  /** Whose mail it is, for the record; null for an address without an account. */
  user_id: string | null;
  recipient: string;
  /** What it is about: `verify_email`, `reset_password`, `store_failed` … */
  kind: string;
  subject: string;
  /** Plain text, lines of at most 76 characters so that it goes out as written. May hold a secret (a reset link): it is sealed until sent and emptied afterwards. */
  text: string;
  /** The same key is sent once, however often it is asked for. */
  dedupe_key?: string;
}

/** What other modules may ask of mail. */
export abstract class MailApi {
  /** Takes the mail in the open transaction (else at once); a worker sends it, again and again until it went out. */
  abstract queue(mail: NewMail): Promise<void>;
}
