import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { whileWaiting } from '../accounts/while-waiting.js';
import { CampaignRepository, type CampaignRow } from '../campaigns/campaign.repository.js';
import type { CampaignStatus } from '../campaigns/campaign-state.js';
import type { CampaignPlan, Rehearsed } from '../networks/campaign.records.js';
import { NetworkError } from '../networks/network.error.js';
import { PublishChecks } from './publish-checks.js';
import type { PublishRefusal, RefusalCode } from './publish-refusal.js';
import { PublishObjects } from './published-objects.js';

const TIMEOUT_MS = 30_000;

/** Where nothing is to be published, and why. */
const ELSEWHERE: Partial<Record<CampaignStatus, string>> = {
  publishing: 'It is being published',
  active: 'It is active already',
  paused: 'It is published and paused: resume it',
};
const NEITHER_ASKED: readonly RefusalCode[] = [
  'account_restricted',
  'account_unreachable',
  'token_expired',
  'token_refused',
];

/** What publishing would come to. */
export interface RehearsalAnswer {
  dry_run: true;
  is_publishable: boolean;
  refusals: PublishRefusal[];
  /** By object; empty when the network was not asked. */
  checks: Rehearsed[];
}

/** Asks all that publishing asks, and the network by its own validation; nothing is made. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly connections: AccountConnections,
    private readonly objects: PublishObjects,
    private readonly checks: PublishChecks,
  ) {}

  /** Throws NOT_FOUND, INVALID_STATE for one that is completed, and what a network in trouble throws. */
  async run(userId: string, id: string): Promise<RehearsalAnswer> {
    const campaign = await this.campaigns.find(userId, id);
    if (!campaign) throw AppError.notFound('Campaign');
    const { status } = campaign;
    if (status === 'completed') {
      throw new AppError('INVALID_STATE', 'The campaign is completed', { from: status, step: 'publish', allowed: [] });
    }
    const { refusals, plan, account } = await this.checks.here(campaign);
    const elsewhere = ELSEWHERE[status];
    if (elsewhere !== undefined) refusals.unshift({ code: 'wrong_state', field: null, reason: elsewhere });
    const isAsked = !refusals.some(({ code }) => NEITHER_ASKED.includes(code));
    const asked = isAsked && plan && account ? await whileWaiting(() => this.ask(campaign, account, plan)) : NOTHING;
    const found = [...refusals, ...asked.refusals];
    const isPublishable = found.length === 0 && asked.checks.every(({ is_accepted: isAccepted }) => isAccepted);
    return { dry_run: true, is_publishable: isPublishable, refusals: found, checks: asked.checks };
  }

  private async ask(
    campaign: CampaignRow,
    account: AccountRow,
    plan: CampaignPlan,
  ): Promise<Pick<RehearsalAnswer, 'refusals' | 'checks'>> {
    const network = this.connections.networkOf(account).campaigns;
    try {
      const connection = await this.connections.open(account, AbortSignal.timeout(TIMEOUT_MS));
      const refusals = await this.checks.live(account, connection, plan);
      return { refusals, checks: await network.rehearse(connection, plan, await this.objects.of(campaign.id)) };
    } catch (error) {
      if (!(error instanceof NetworkError) || error.isTransient) throw error;
      return { refusals: [{ code: CODES[error.refusal], field: null, reason: error.message }], checks: [] };
    }
  }
}

const NOTHING: Pick<RehearsalAnswer, 'refusals' | 'checks'> = { refusals: [], checks: [] };

const CODES: Readonly<Record<NetworkError['refusal'], RefusalCode>> = {
  token: 'token_refused',
  permission: 'account_restricted',
  policy: 'account_restricted',
  rate: 'network_would_refuse',
  transient: 'network_would_refuse',
  invalid: 'network_would_refuse',
};
