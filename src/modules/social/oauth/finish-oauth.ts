import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { toAppError } from '../../../common/http/app-error-of.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountProbe } from '../accounts/account-probe.js';
import { AccountRecord } from '../accounts/account-record.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { whileWaiting } from '../accounts/while-waiting.js';
import type { SocialPlatform } from '../networks/network.connection.js';
import type { TokenGrant, TokenReport } from '../networks/network.records.js';
import { type OauthConnection, OauthConnections, type OauthStatus } from './oauth-connections.repository.js';
import { randomToken } from './pkce.js';

const TIMEOUT_MS = 45_000;

/** What became of a consent. */
export interface FinishedOauth {
  connection_id: string;
  status: OauthStatus;
  platform: SocialPlatform;
  redirect_to: string | null;
  /** With `pending`: whoever shows it picks the accounts; told once. */
  confirmation: string | null;
  /** With `completed`: the account that has the new token. */
  account_id: string | null;
  /** With `denied` and `failed`. */
  error: AppError | null;
}

/** Takes a person's answer to a consent: the code is redeemed, and what the token reaches is found. */
@Injectable()
export class FinishOauth {
  constructor(
    private readonly database: Database,
    private readonly consents: OauthConnections,
    private readonly connections: AccountConnections,
    private readonly accounts: AccountRepository,
    private readonly probe: AccountProbe,
    private readonly record: AccountRecord,
    private readonly audit: AuditLog,
  ) {}

  /** Throws VALIDATION_ERROR for a state that is not good, with the reason; everything later is told in the result. */
  async run(platform: SocialPlatform, query: Readonly<Record<string, string>>): Promise<FinishedOauth> {
    const answer = this.connections.networkOf({ platform }).readConsent(query);
    if (answer.state === null) throw badState('is missing');
    const consent = await this.consents.take(platform, answer.state);
    if (!consent) throw badState(await this.consents.refusalOf(platform, answer.state));
    if (answer.code === null) return this.denied(consent, answer.refusal ?? 'no code came back');
    try {
      const { grant, report } = await whileWaiting(() => this.redeem(consent, answer.code ?? ''));
      return await this.keep(consent, grant, report);
    } catch (error) {
      const fault = toAppError(error);
      await this.consents.end(consent.id, 'failed', { code: fault.code, message: fault.message });
      return { ...resultOf(consent, 'failed'), error: fault };
    }
  }

  private async denied(consent: OauthConnection, said: string): Promise<FinishedOauth> {
    const message = `The consent was not given: ${said.slice(0, 300)}`;
    await this.consents.end(consent.id, 'denied', { code: 'CONSENT_DENIED', message });
    const error = new AppError('VALIDATION_ERROR', message, { connection_id: consent.id, reason: said.slice(0, 300) });
    return { ...resultOf(consent, 'denied'), error };
  }

  private async redeem(consent: OauthConnection, code: string): Promise<{ grant: TokenGrant; report: TokenReport }> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const network = this.connections.networkOf(consent);
    const line = await this.connections.line(consent, signal);
    const tokens = await network.redeem(line, {
      code,
      redirect_uri: consent.redirect_uri,
      code_verifier: this.consents.verifierOf(consent),
    });
    return this.probe.survey(consent, tokens, null, signal);
  }

  private async keep(consent: OauthConnection, grant: TokenGrant, report: TokenReport): Promise<FinishedOauth> {
    if (consent.social_account_id !== null) return this.renew(consent, consent.social_account_id, grant, report);
    const confirmation = randomToken();
    await this.consents.found(consent, report, grant, confirmation);
    return { ...resultOf(consent, 'pending'), confirmation };
  }

  /** The account that was asked for has its new token at once: there is nothing to pick. */
  private async renew(
    consent: OauthConnection,
    accountId: string,
    grant: TokenGrant,
    report: TokenReport,
  ): Promise<FinishedOauth> {
    const { user_id: userId, platform } = consent;
    await this.database.transaction(async () => {
      const account = await this.accounts.find(userId, accountId, true);
      if (!account) throw AppError.notFound('Social account');
      const { account_id, ad_account_id, page_id } = account;
      const facts = this.probe.factsOf(account, report, { account_id, ad_account_id, page_id });
      await this.record.write(account, { facts, report, grant });
      await this.consents.end(consent.id, 'completed');
      await this.audit.record({
        user_id: userId,
        action: 'social_account.token_renewed',
        subject_type: 'social_account',
        subject_id: accountId,
        details: { platform, connection_id: consent.id },
      });
    });
    return { ...resultOf(consent, 'completed'), account_id: accountId };
  }
}

function resultOf({ id, platform, redirect_to }: OauthConnection, status: OauthStatus): FinishedOauth {
  return { connection_id: id, status, platform, redirect_to, confirmation: null, account_id: null, error: null };
}

function badState(reason: string): AppError {
  return AppError.validation([{ field: 'state', reason }], `This consent cannot be taken: its state ${reason}`);
}
