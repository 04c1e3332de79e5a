import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { mergeSettings } from '../../../common/settings/merge-settings.js';
import { chooseAccount } from '../accounts/account-choice.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { VerifiedAccount } from '../accounts/account-probe.js';
import { AddAccount } from '../accounts/commands/add-account.js';
import type { TokenReport } from '../networks/network.records.js';
import { type OauthConnection, OauthConnections } from './oauth-connections.repository.js';
import type { PickAccountsDto, PickedAccountDto } from './oauth.dto.js';

/** Adds the accounts that a person picks of what their consent reaches: all of them, or none. */
@Injectable()
export class PickAccounts {
  constructor(
    private readonly database: Database,
    private readonly consents: OauthConnections,
    private readonly connections: AccountConnections,
    private readonly addAccount: AddAccount,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE, FORBIDDEN for a wrong confirmation, VALIDATION_ERROR, CONFLICT for one that is there. */
  run(userId: string, id: string, input: PickAccountsDto): Promise<Json[]> {
    return this.database.transaction(async () => {
      const consent = await this.consents.find(userId, id, true);
      if (!consent) throw AppError.notFound('Connection');
      const report = waiting(consent, this.clock.now());
      if (!this.consents.isConfirmedBy(consent, input.confirmation)) {
        throw new AppError('FORBIDDEN', 'The confirmation is not the one that the consent came back with');
      }
      const added: Json[] = [];
      for (const [index, picked] of input.accounts.entries()) {
        added.push(await this.add(consent, report, picked, `accounts.${index}`));
      }
      await this.consents.end(id, 'completed');
      return added;
    });
  }

  private async add(
    consent: OauthConnection,
    report: TokenReport,
    picked: PickedAccountDto,
    at: string,
  ): Promise<Json> {
    const { platform, proxy_id, token_expires_at: end } = consent;
    const kind = this.connections.networkOf(consent).kindOf(platform);
    const grant = { ...this.consents.tokensOf(consent), token_expires_at: end?.toISOString() ?? null };
    const verified: VerifiedAccount = { grant, report, facts: named(at, () => chooseAccount(kind, report, picked)) };
    const settings = mergeSettings({}, picked.settings);
    const account = await this.addAccount.store(consent.user_id, {
      platform,
      proxy_id,
      account_name: picked.account_name,
      settings,
      verified,
    });
    return account.view;
  }
}

function waiting({ status, found, expires_at, access_token }: OauthConnection, now: Date): TokenReport {
  if (status === 'pending' && found && access_token !== null && expires_at > now) return found;
  const from = status === 'pending' ? 'expired' : status;
  const message = from === 'expired' ? 'It waited too long: consent again' : 'There is nothing to pick from';
  throw new AppError('INVALID_STATE', message, { from, to: 'completed', allowed: ['pending'] });
}

/** Faults of one of several accounts say of which. */
function named<T>(at: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError) || typeof error.details.field !== 'string') throw error;
    const fault = { field: `${at}.${error.details.field}`, reason: String(error.details.reason) };
    throw new AppError(error.code, error.message, { ...error.details, ...fault, errors: [fault] });
  }
}
