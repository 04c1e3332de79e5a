import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { endOf } from '../accounts/token-life.js';
import { CampaignPlans, contentHash } from '../campaigns/campaign-plan.js';
import type { CampaignRow } from '../campaigns/campaign.repository.js';
import { SpendGuard } from '../guard/spend-guard.js';
import type { CampaignPlan, PlanFault } from '../networks/campaign.records.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import type { PublishRefusal, RefusalCode } from './publish-refusal.js';

/** What is known here of whether a campaign may run. */
export interface PublishVerdict {
  /** Empty: nothing speaks against it. */
  refusals: PublishRefusal[];
  /** Null when it lacks what a plan needs, or its account is not there. */
  plan: CampaignPlan | null;
  /** Null: it has none, or not one of its owner's any more. */
  account: AccountRow | null;
}

/**
 * The guards of all that makes a campaign spend: asked before anything is begun, before the first thing is made at the network, and
 * again before it is switched on.
 */
@Injectable()
export class PublishChecks {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly connections: AccountConnections,
    private readonly plans: CampaignPlans,
    private readonly guard: SpendGuard,
    private readonly clock: Clock,
  ) {}

  /** Without asking the network. Its state is the caller's to look at. */
  async here(campaign: CampaignRow): Promise<PublishVerdict> {
    const refusals = [...approval(campaign), ...this.end(campaign)];
    const { user_id: userId, social_account_id: accountId } = campaign;
    const account = accountId === null ? undefined : await this.accounts.find(userId, accountId);
    if (!account) {
      const reason = 'The social account that it is to be published with is not one of yours, or was deleted';
      return { refusals: [...refusals, refusal('account_missing', reason)], plan: null, account: null };
    }
    refusals.push(...this.standing(account), ...(await this.caps(campaign, account)));
    const { plan, faults } = await this.plan(campaign, account);
    return { refusals: [...refusals, ...faults], plan, account };
  }

  /** What the network alone knows; it is asked, and makes nothing. */
  async live(account: AccountRow, connection: NetworkConnection, plan: CampaignPlan): Promise<PublishRefusal[]> {
    const network = this.connections.networkOf(account);
    return byNetwork(await network.campaigns.checkLive(connection, plan));
  }

  /** Caps and ceilings. */
  async caps(campaign: CampaignRow, account: AccountRow): Promise<PublishRefusal[]> {
    const reasons = await this.guard.refusals(campaign, account);
    return reasons.map((reason) => refusal('over_cap', reason));
  }

  private end({ end_date: end }: CampaignRow): PublishRefusal[] {
    if (end === null || end.getTime() > this.clock.ms()) return [];
    return [refusal('over', 'is past', 'end_date')];
  }

  private standing(account: AccountRow): PublishRefusal[] {
    const { status, is_flagged, access_token: token, token_refused_at: refused, connection_state: state } = account;
    const found: PublishRefusal[] = [];
    if (status !== 'active')
      found.push(refusal('account_restricted', `The network has its social account as ${status}`));
    else if (is_flagged) {
      found.push(refusal('account_restricted', 'The network holds something against its social account'));
    }
    const end = endOf(account);
    if (token === null) found.push(refusal('account_unreachable', 'Its social account has no token'));
    else if (refused !== null) {
      found.push(refusal('token_refused', 'The network does not accept the token of its social account'));
    } else if (end !== null && end.getTime() <= this.clock.ms()) {
      found.push(refusal('token_expired', 'The token of its social account has ended'));
    } else if (state !== 'connected' && state !== 'degraded') {
      found.push(refusal('account_unreachable', 'Its social account cannot be reached: verify it first'));
    }
    return found;
  }

  private async plan(
    campaign: CampaignRow,
    account: AccountRow,
  ): Promise<{ plan: CampaignPlan | null; faults: PublishRefusal[] }> {
    try {
      const plan = await this.plans.of(campaign, account);
      return { plan, faults: byNetwork(this.connections.networkOf(account).campaigns.check(plan)) };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'VALIDATION_ERROR') throw error;
      const faults = error.details.errors as FieldFault[];
      return { plan: null, faults: faults.map(({ field, reason }) => refusal('incomplete', reason, field)) };
    }
  }
}

/** What was approved, and nothing else, is published. */
function approval(campaign: CampaignRow): PublishRefusal[] {
  if (campaign.approved_hash === null) return [refusal('not_approved', 'It is not approved')];
  if (campaign.approved_hash === contentHash(campaign)) return [];
  return [refusal('changed_since_approval', 'It was changed after it was approved: it must be approved again')];
}

function byNetwork(faults: readonly PlanFault[]): PublishRefusal[] {
  return faults.map(({ field, reason }) => refusal('network_would_refuse', reason, field));
}

function refusal(code: RefusalCode, reason: string, field: string | null = null): PublishRefusal {
  return { code, field, reason };
}
