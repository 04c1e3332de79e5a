import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import type { CampaignPlan, PlanFault } from '../networks/campaign.records.js';
import { CampaignPlans, gapsOf } from './campaign-plan.js';
import type { CampaignRow } from './campaign.repository.js';
import { faultsOf, overdueFaults } from './campaign-rules.js';

/** Whether a campaign could be published as it is: complete, and nothing in it that its network would refuse. */
@Injectable()
export class CampaignReadiness {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
    private readonly plans: CampaignPlans,
    private readonly clock: Clock,
  ) {}

  /** Its account. Throws VALIDATION_ERROR with everything that lacks or does not fit. */
  async wantComplete(campaign: CampaignRow): Promise<AccountRow> {
    const { user_id: userId, social_account_id: id } = campaign;
    const account = id === null ? undefined : await this.accounts.find(userId, id);
    const faults = [...gapsOf(campaign), ...accountFaults(campaign, account), ...faultsOf(campaign)];
    faults.push(...overdueFaults(campaign, this.clock.ms()));
    if (faults.length > 0 || !account) throw AppError.validation(faults);
    return account;
  }

  /** Its plan; its pictures are there. Throws VALIDATION_ERROR with what its network is known to refuse. */
  async wantAllowed(campaign: CampaignRow, account: AccountRow): Promise<CampaignPlan> {
    const plan = await this.plans.of(campaign, account);
    const faults = this.connections.networkOf(account).campaigns.check(plan);
    if (faults.length > 0) throw AppError.validation(faults);
    return plan;
  }

  /** The same, and of what the network says when it is asked. Throws what the network refuses to be asked with, too. */
  async wantAccepted(campaign: CampaignRow, account: AccountRow, signal: AbortSignal): Promise<void> {
    const plan = await this.plans.of(campaign, account);
    const known = this.connections.networkOf(account).campaigns.check(plan);
    const live = await this.ask(account, plan, signal).catch((error: unknown) => {
      // What is known to be wrong is said, whether or not the network can be asked for more.
      if (known.length === 0) throw error;
      return [];
    });
    const faults = [...known, ...live];
    if (faults.length > 0) throw AppError.validation(faults);
  }

  private async ask(account: AccountRow, plan: CampaignPlan, signal: AbortSignal): Promise<PlanFault[]> {
    const connection = await this.connections.open(account, signal);
    return this.connections.networkOf(account).campaigns.checkLive(connection, plan);
  }
}

function accountFaults(
  { social_account_id: id, currency }: CampaignRow,
  account: AccountRow | undefined,
): FieldFault[] {
  const fault = (reason: string): FieldFault[] => [{ field: 'social_account_id', reason }];
  if (id === null) return [];
  if (!account) return fault('was removed: add the account again, or name another one');
  if (account.currency === null || account.ad_account_id === null) {
    return fault('is not verified yet: verify the account first');
  }
  if (account.currency !== currency)
    return fault('has another currency by now: look at the amounts and save them again');
  return [];
}
