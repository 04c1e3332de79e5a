import type { JsonObject } from '../../../../common/json.js';
import type { CampaignPlan, MadeObjects, PlanFault, PlannedObject, Rehearsed } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { draw, objectsOf } from './meta.draw.js';
import { isNo } from './meta.errors.js';
import type { MetaGraph } from './meta.graph.js';
import { faultsOf } from './meta.rules.js';
import type { MetaWrites } from './meta.writes.js';

/** https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/ `execution_options` */
const VALIDATE: JsonObject = { execution_options: ['validate_only'] };

/** Asks Meta what it would say, which makes nothing. An object whose parents are not made yet cannot be asked about. */
export class MetaRehearsal {
  constructor(
    private readonly graph: MetaGraph,
    private readonly writes: MetaWrites,
  ) {}

  async rehearse(connection: NetworkConnection, plan: CampaignPlan, made: MadeObjects): Promise<Rehearsed[]> {
    const faults = faultsOf(plan);
    const rehearsed: Rehearsed[] = [];
    for (const object of objectsOf(plan)) {
      const known = faultsIn(faults, plan, object);
      const why = notAsked(plan, object, made);
      rehearsed.push(
        known.length > 0 || why !== null
          ? byRules(object, known, why)
          : await this.asked(connection, plan, object, made),
      );
    }
    return rehearsed;
  }

  private async asked(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<Rehearsed> {
    const { kind, key } = object;
    try {
      if (kind !== 'creative' && kind !== 'image' && made.has(kind, key)) {
        const id = made.idOf(kind, key);
        const params = await this.writes.changeOf(connection, plan, object, id, made);
        await this.graph.change(connection, kind, id, { ...params, ...VALIDATE });
      } else {
        await this.graph.make(connection, plan.ad_account_id, kind, { ...draw(plan, object, made), ...VALIDATE });
      }
    } catch (error) {
      if (!isNo(error)) throw error;
      return { kind, key, is_accepted: false, checked_by: 'network', reason: error.message };
    }
    return { kind, key, is_accepted: true, checked_by: 'network', reason: null };
  }
}

function byRules({ kind, key }: PlannedObject, faults: PlanFault[], why: string | null): Rehearsed {
  const reason = faults.length > 0 ? faults.map((one) => `${one.field} ${one.reason}`).join('; ') : why;
  return { kind, key, is_accepted: faults.length === 0, checked_by: 'rules', reason };
}

/** Why Meta cannot be asked about the object; null: it can. */
function notAsked(plan: CampaignPlan, { kind, key }: PlannedObject, made: MadeObjects): string | null {
  if (kind === 'image') return 'Meta looks at a picture only when it is uploaded';
  if (kind === 'ad_set' && !made.has('campaign', plan.id))
    return 'Meta validates an ad set only in a campaign that exists';
  if (kind === 'creative') {
    const image = plan.creatives.find(({ id }) => id === key)?.image.id ?? '';
    return made.has('image', image) ? null : 'Meta validates a creative only with a picture that is uploaded';
  }
  const hasParents = kind !== 'ad' || (made.has('ad_set', plan.id) && made.has('creative', key));
  return hasParents ? null : 'Meta validates an ad only in an ad set and with a creative that exist';
}

/** Those of the plan's faults that are the object's. */
function faultsIn(faults: PlanFault[], plan: CampaignPlan, { kind, key }: PlannedObject): PlanFault[] {
  const own = plan.creatives.flatMap((creative, index) =>
    (kind === 'image' ? creative.image.id : creative.id) === key ? [`creatives.${index}.`] : [],
  );
  const isImages = (field: string): boolean => field.endsWith('.image_id');
  const isCampaigns = (field: string): boolean => field === 'special_ad_categories';
  return faults.filter(({ field }) => {
    const isOwn = own.some((start) => field.startsWith(start));
    if (kind === 'image') return isOwn && isImages(field);
    if (kind === 'creative') return (isOwn && !isImages(field)) || field === 'social_account_id';
    if (kind === 'campaign') return isCampaigns(field);
    return kind === 'ad_set' && !field.startsWith('creatives.') && !isCampaigns(field) && field !== 'social_account_id';
  });
}
