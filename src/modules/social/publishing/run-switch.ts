import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { CampaignMoves } from '../campaigns/campaign-moves.js';
import { CampaignRepository, type CampaignRow, type PausedBy } from '../campaigns/campaign.repository.js';
import type { CampaignStatus } from '../campaigns/campaign-state.js';
import type { MadeRow, ObjectRun } from './campaign-objects.js';
import { PublishChecks } from './publish-checks.js';
import { type PublishRefusal, refusedAs } from './publish-refusal.js';
import { adAccountOf, type CampaignWork } from './publish-work.js';
import { PublishObjects } from './published-objects.js';

/** How a campaign comes to run: for the first time, or again. */
export interface TurnOn {
  step: 'published' | 'resume';
  /** Where it must be for that. */
  from: CampaignStatus;
}

/**
 * Switches campaigns on and off. That one is being switched on is written down before the network is told: whoever finds that
 * it must not run, or cannot say whether it does, switches it off.
 */
@Injectable()
export class RunSwitch {
  constructor(
    private readonly database: Database,
    private readonly objects: PublishObjects,
    private readonly accounts: AccountRepository,
    private readonly campaigns: CampaignRepository,
    private readonly moves: CampaignMoves,
    private readonly checks: PublishChecks,
    private readonly clock: Clock,
  ) {}

  /** What is in the campaign first, the campaign last. Throws INVALID_STATE with what speaks against it by now. */
  async on(work: CampaignWork, { step, from }: TurnOn): Promise<void> {
    for (const kind of ['ad', 'ad_set'] as const) {
      for (const row of work.objects.rows) {
        const made = row.kind === kind ? work.objects.made(row) : undefined;
        if (made && made.run_state !== 'active') await this.tell(work, made, 'active');
      }
    }
    const campaign = theCampaign(work);
    await this.begin(work, campaign, from);
    await work.network.switch(work.connection, adAccountOf(work.account), campaign, campaign.platform_id, 'active');
    const refusals = await this.database.transaction(async () => {
      await work.fence();
      const locked = await this.campaigns.find(work.campaign.user_id, work.campaign.id, true);
      if (locked?.status !== from) return [stateRefusal(locked)];
      await this.mark(work, campaign, 'active');
      const { published_at: published } = locked;
      const columns = { paused_by: null, ...(published === null && { published_at: this.clock.now() }) };
      await this.moves.make(locked, step, { by: step === 'published' ? 'system' : 'user', columns });
      return [];
    });
    if (refusals.length === 0) return;
    await this.off(work, null);
    throw refusedAs(refusals);
  }

  /** The campaign alone; what is in it does not run without it. `pause`: how it stands afterwards when it was active. */
  async off(work: CampaignWork, pause: { by: PausedBy; reason: string | null } | null): Promise<void> {
    const campaign = theCampaign(work);
    await work.network.switch(work.connection, adAccountOf(work.account), campaign, campaign.platform_id, 'paused');
    await this.database.transaction(async () => {
      await work.fence();
      await this.mark(work, campaign, 'paused');
      const locked = await this.campaigns.find(work.campaign.user_id, work.campaign.id, true);
      if (pause === null || locked?.status !== 'active') return;
      await this.moves.make(locked, 'pause', { ...pause, columns: { paused_by: pause.by } });
    });
  }

  /** One at a time of an account: two that fit under its caps alone might not together. */
  private async begin(work: CampaignWork, made: MadeRow, from: CampaignStatus): Promise<void> {
    const { campaign, account } = work;
    await this.database.transaction(async () => {
      await work.fence();
      await this.accounts.find(account.user_id, account.id, true);
      const locked = await this.campaigns.find(campaign.user_id, campaign.id, true);
      if (locked?.status !== from) throw refusedAs([stateRefusal(locked)]);
      const { refusals } = await this.checks.here(locked);
      if (refusals.length > 0) throw refusedAs(refusals);
      await this.mark(work, made, 'switching');
    });
  }

  private async tell(work: CampaignWork, made: MadeRow, to: 'active' | 'paused'): Promise<void> {
    await work.network.switch(work.connection, adAccountOf(work.account), made, made.platform_id, to);
    await this.database.transaction(async () => {
      await work.fence();
      await this.mark(work, made, to);
    });
  }

  private async mark(work: CampaignWork, made: MadeRow, run: ObjectRun): Promise<void> {
    await this.objects.running(work.campaign.id, made, run);
    work.objects.put({ ...made, run_state: run });
  }
}

function theCampaign({ objects, campaign }: CampaignWork): MadeRow {
  const made = objects.campaign(campaign.id);
  if (!made) throw new Error(`The campaign ${campaign.id} is not at its network`);
  return made;
}

function stateRefusal(campaign: CampaignRow | undefined): PublishRefusal {
  const reason = campaign ? `It is ${campaign.status} by now` : 'It was deleted meanwhile';
  return { code: 'wrong_state', field: null, reason };
}
