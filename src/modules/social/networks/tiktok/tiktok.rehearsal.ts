import type { CampaignPlan, PlanFault, PlannedObject, Rehearsed } from '../campaign.records.js';

const UNASKED = 'TikTok validates nothing without making it: this was checked by its published rules alone';

/** What a rehearsal says by the rules: each fault goes to the object that TikTok would refuse for it. */
export function rehearsedBy(plan: CampaignPlan, objects: PlannedObject[], faults: PlanFault[]): Rehearsed[] {
  return objects.map(({ kind, key }) => {
    const own = faults.filter((fault) => isOf(fault, plan, { kind, key }));
    const reason = own.length === 0 ? UNASKED : own.map((fault) => `${fault.field} ${fault.reason}`).join('; ');
    return { kind, key, is_accepted: own.length === 0, checked_by: 'rules', reason };
  });
}

function isOf({ field }: PlanFault, plan: CampaignPlan, { kind, key }: PlannedObject): boolean {
  const [, index, part] = /^creatives\.(\d+)\.(\w+)/.exec(field) ?? [];
  if (index === undefined)
    return kind === (/^(objective|special_ad_categories|name)/.test(field) ? 'campaign' : 'ad_set');
  const creative = plan.creatives[Number(index)];
  return part === 'image_id' ? kind === 'image' && key === creative?.image.id : kind === 'ad' && key === creative?.id;
}
