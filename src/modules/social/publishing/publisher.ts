import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { stable } from '../campaigns/campaign-plan.js';
import { CampaignRepository } from '../campaigns/campaign.repository.js';
import type { PlannedObject } from '../networks/campaign.records.js';
import type { MadeRow, ObjectRow } from './campaign-objects.js';
import { didNotHappen } from './publish-faults.js';
import { PublishTimes } from './publish-times.js';
import type { PublishWork } from './publish-work.js';
import { PublishObjects } from './published-objects.js';

/**
 * Makes at the network what a campaign's plan wants there, paused, and goes on where an earlier try was interrupted, however it
 * was: each thing is written down before it is asked for, and one that was asked for is looked for before it is asked for again.
 */
@Injectable()
export class Publisher {
  constructor(
    private readonly database: Database,
    private readonly objects: PublishObjects,
    private readonly campaigns: CampaignRepository,
    private readonly times: PublishTimes,
  ) {}

  /** Afterwards everything is there as planned, and no ad more. Throws what the network refuses, and ResumeLater. */
  async bring(work: PublishWork): Promise<void> {
    const planned = work.network.objectsOf(work.plan);
    await this.removeOthers(work, planned);
    for (const [position, object] of planned.entries()) {
      await work.progress(position, planned.length + 1);
      await this.bringOne(work, object, position);
    }
  }

  private async bringOne(work: PublishWork, object: PlannedObject, position: number): Promise<void> {
    const row = work.objects.row(object);
    if (row?.state === 'sending' && !(await this.lookFor(work, row))) this.mustSettle(row);
    const made = work.objects.made(object);
    if (made) await this.adapt(work, made);
    else await this.create(work, object, position);
  }

  private async create(work: PublishWork, object: PlannedObject, position: number): Promise<void> {
    const { network, connection, plan, objects } = work;
    const hash = hashOf(network.draw(plan, object, objects));
    await this.write(work, () => this.objects.sending(plan.id, object, position, hash));
    const row: ObjectRow = {
      ...object,
      ...{ position, state: 'sending', platform_id: null, drawn_hash: hash, run_state: 'paused', sent_ms_ago: 0 },
    };
    objects.put(row);
    let id: string;
    try {
      id = await network.create(connection, plan, object, objects);
    } catch (error) {
      if (didNotHappen(error)) {
        await this.write(work, () => this.objects.refused(plan.id, object));
        objects.forget(object);
        throw error;
      }
      if (!isUnheard(error)) throw error;
      if (await this.lookFor(work, row)) return;
      throw new ProviderError({
        fault: 'unavailable',
        provider: error.provider,
        message: error.message,
        retry_after_ms: this.times.settle_ms,
        cause: error,
      });
    }
    await this.found(work, row, id);
  }

  /** Whether the network has what was asked for: then it is written down. */
  private async lookFor(work: PublishWork, row: ObjectRow): Promise<boolean> {
    const { network, connection, plan, objects } = work;
    const id = await network.find(connection, plan, row, objects);
    if (id !== null) await this.found(work, row, id);
    return id !== null;
  }

  /** What is not there yet may show within a while. */
  private mustSettle({ sent_ms_ago: ago, kind }: ObjectRow): void {
    const left = this.times.settle_ms - ago;
    if (left > 0) throw new ResumeLater(left, `It is not known yet whether the network has made the ${kind}`);
  }

  private async found(work: PublishWork, row: ObjectRow, platformId: string): Promise<void> {
    const { campaign, objects } = work;
    await this.write(work, async () => {
      await this.objects.made(campaign.id, row, platformId);
      if (row.kind === 'campaign') await this.name(work, platformId);
    });
    objects.put({ ...row, state: 'made', platform_id: platformId });
  }

  /** What is there is made like the plan, when that is another one than what it was last told. */
  private async adapt(work: PublishWork, made: MadeRow): Promise<void> {
    const { network, connection, plan, objects } = work;
    const hash = hashOf(network.draw(plan, made, objects));
    if (hash === made.drawn_hash) return;
    await this.write(work, () => this.objects.changing(plan.id, made));
    const id = await network.update(connection, plan, made, made.platform_id, objects);
    await this.write(work, async () => {
      await this.objects.changed(plan.id, made, id, hash);
      if (made.kind === 'campaign') await this.name(work, id);
    });
    objects.put({ ...made, platform_id: id, drawn_hash: hash });
  }

  /** Ads of creatives that are planned no more. */
  private async removeOthers(work: PublishWork, planned: readonly PlannedObject[]): Promise<void> {
    const { network, connection, plan, objects } = work;
    const keys = new Set(planned.filter(({ kind }) => kind === 'ad').map(({ key }) => key));
    for (const row of objects.rows) {
      if (row.kind !== 'ad' || row.state === 'removed' || keys.has(row.key)) continue;
      if (row.state === 'sending' && !(await this.lookFor(work, row))) {
        this.mustSettle(row);
        await this.write(work, () => this.objects.refused(plan.id, row));
        objects.forget(row);
        continue;
      }
      const made = objects.made(row);
      if (made) await network.remove(connection, plan, made, made.platform_id);
      await this.write(work, () => this.objects.removed(plan.id, row));
      objects.put({ ...row, state: 'removed', run_state: 'paused' });
    }
  }

  private async name({ campaign }: PublishWork, platformId: string): Promise<void> {
    if (campaign.platform_campaign_id === platformId) return;
    await this.campaigns.update(campaign.user_id, campaign.id, { platform_campaign_id: platformId });
    campaign.platform_campaign_id = platformId;
  }

  /** Only the run that has the job writes. */
  private write(work: PublishWork, writes: () => Promise<void>): Promise<void> {
    return this.database.transaction(async () => {
      await work.fence();
      await writes();
    });
  }
}

function isUnheard(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.fault === 'unknown_outcome' && !(error instanceof ProxyFault);
}

function hashOf(drawn: unknown): string {
  return createHash('sha256').update(stable(drawn)).digest('hex');
}
