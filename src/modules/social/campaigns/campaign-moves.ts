import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Clock } from '../../../common/clock/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { JsonObject } from '../../../common/json.js';
import { SOCIAL_CAMPAIGN_CHANGED } from '../social.events.js';
import { CampaignRepository, type CampaignRow } from './campaign.repository.js';
import { after, type CampaignStep, startsOf } from './campaign-state.js';

/** What goes with a step. */
export interface MoveDetails {
  /** Shown with the campaign; null: as usual. */
  reason?: string | null;
  /** Who or what made it: a person, unless told. */
  by?: 'user' | 'guard' | 'network' | 'system';
  /** Columns that change with it. Names come from code, never from input. */
  columns?: Record<string, unknown>;
  /** What was edited, as the wire names it. */
  fields?: string[];
}

/** The one place where a campaign's status changes: checked by the state machine, in the audit log, told as an event. */
@Injectable()
export class CampaignMoves {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** In the open transaction, with the row held. Throws INVALID_STATE. */
  async make(campaign: CampaignRow, step: CampaignStep, details: MoveDetails = {}): Promise<void> {
    const { id, user_id: userId, name, status: from } = campaign;
    const { reason = null, by = 'user', columns = {}, fields } = details;
    const to = wanted(campaign, step);
    await this.campaigns.update(userId, id, {
      ...columns,
      status: to,
      status_reason: reason?.slice(0, 500) ?? null,
      ...(to !== from && { status_changed_at: this.clock.now() }),
    });
    const payload: JsonObject = { campaign_id: id, name, step, from, to, by, reason };
    await this.audit.record({
      user_id: userId,
      action: `campaign.${ACTIONS[step]}`,
      subject_type: 'campaign',
      subject_id: id,
      details: { step, from, to, by, ...(reason !== null && { reason }), ...(fields && { fields }) },
    });
    if (to === from) return;
    const { store_id } = campaign;
    await this.outbox.add({ type: SOCIAL_CAMPAIGN_CHANGED, user_id: userId, store_id, payload });
  }
}

const ACTIONS: Readonly<Record<CampaignStep, string>> = {
  edit: 'updated',
  submit: 'submitted',
  approve: 'approved',
  reject: 'rejected',
  publish: 'publishing',
  published: 'published',
  fail: 'failed',
  pause: 'paused',
  resume: 'resumed',
  complete: 'completed',
  delete: 'deleted',
};

/** Where the step leads. Throws INVALID_STATE when it cannot be made from where the campaign is. */
export function wanted({ status }: Pick<CampaignRow, 'status'>, step: CampaignStep): CampaignRow['status'] {
  const to = after(status, step);
  if (to !== null) return to;
  const allowed = startsOf(step);
  const isRunning = status === 'active' && allowed.includes('paused');
  const when = allowed.map(wordOf).join(' or ');
  const words = isRunning ? 'pause it first' : `it can be ${DONE[step]} when it is ${when}`;
  throw new AppError('INVALID_STATE', `The campaign is ${wordOf(status)}: ${words}`, { from: status, step, allowed });
}

const DONE: Readonly<Record<CampaignStep, string>> = {
  edit: 'edited',
  submit: 'submitted',
  approve: 'approved',
  reject: 'rejected',
  publish: 'published',
  published: 'switched on',
  fail: 'given up',
  pause: 'paused',
  resume: 'resumed',
  complete: 'completed',
  delete: 'deleted',
};

/** As a sentence has it: `a draft`, `pending approval`. */
const wordOf = (status: CampaignRow['status']): string => (status === 'draft' ? 'a draft' : status.replace('_', ' '));
