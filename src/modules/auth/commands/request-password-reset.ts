import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { Reply } from '../../../common/http/reply.js';
import { AccountsApi } from '../../users/users.api.js';
import { passwordResetRequested } from '../auth.events.js';
import { SecurityLog } from '../security-log.js';

/**
 * Takes the wish for a new password. Here it is only noted, alike for every address, so that neither answer nor time
 * tells whether there is an account; a worker then looks, and mails.
 */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly outbox: Outbox,
    private readonly log: SecurityLog,
  ) {}

  async run(email: string): Promise<Reply<null>> {
    const account = await this.accounts.byEmail(email);
    const userId = account?.is_active ? account.id : null;
    await this.database.transaction(async () => {
      await this.outbox.add(passwordResetRequested(userId));
      await this.log.nobody(userId, 'password_reset_requested');
    });
    return new Reply(null, 202, 'If the address has an account, a mail is on its way');
  }
}
