import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../../common/json.js';
import type { CampaignPlan, MadeObjects, ObjectKind, PlannedObject, RunState } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { draw, imageOf, markIn } from './meta.draw.js';
import { goneOf } from './meta.errors.js';
import type { Listed, MetaGraph, NodeKind } from './meta.graph.js';
import { idIn, isObject, textIn } from './meta.values.js';

/** What stays as it was made: Meta refuses or ignores another value. */
const FIXED: Readonly<Record<'campaign' | 'ad_set' | 'ad', readonly string[]>> = {
  campaign: ['objective', 'status', 'buying_type', 'is_adset_budget_sharing_enabled'],
  ad_set: ['campaign_id', 'status', 'destination_type'],
  ad: ['adset_id', 'status'],
};
/** All but DELETED. Fresh things are listed by name at once, but not surely: see the port's `find`. */
const ANY_BUT_DELETED = [
  ...['ACTIVE', 'PAUSED', 'PENDING_REVIEW', 'DISAPPROVED', 'PREAPPROVED', 'PENDING_BILLING_INFO'],
  ...['CAMPAIGN_PAUSED', 'ARCHIVED', 'ADSET_PAUSED', 'IN_PROCESS', 'WITH_ISSUES'],
];
/** Creatives have no filter by name; the newest come first. */
const CREATIVE_PAGES = 5;

/** Makes, finds and changes what a campaign is at Meta. */
export class MetaWrites {
  constructor(private readonly graph: MetaGraph) {}

  async create(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    if (object.kind === 'image') return this.upload(connection, plan, object.key);
    const params = begun(draw(plan, object, made), connection);
    const { id } = await this.graph.make(connection, plan.ad_account_id, object.kind, params);
    return idIn(id, `a new ${object.kind}`);
  }

  async find(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string | null> {
    const mark = markIn(plan, object, made);
    if (mark === null) return this.findImage(connection, plan, object.key);
    const found = await this.graph.list(connection, searchFor(plan, object, made));
    const named = found.filter(({ name, status }) => textIn(name)?.endsWith(mark) === true && status !== 'DELETED');
    return named.map(({ id }) => idIn(id, `a found ${object.kind}`)).sort(byAge)[0] ?? null;
  }

  async update(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string> {
    const { kind } = object;
    if (kind === 'image') return platformId;
    if (kind === 'creative') {
      const there = await this.find(connection, plan, object, made);
      return there ?? this.create(connection, plan, object, made);
    }
    const params = await this.changeOf(connection, plan, object, platformId, made);
    await this.graph.change(connection, kind, platformId, params);
    return platformId;
  }

  /** What Meta is told to make of what is there; `kind` is one that can be changed. */
  async changeOf(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<JsonObject> {
    const kind = object.kind as keyof typeof FIXED;
    const drawn = begun(draw(plan, object, made), connection);
    const wanted = Object.fromEntries(Object.entries(drawn).filter(([name]) => !FIXED[kind].includes(name)));
    if (kind === 'ad') return wanted;
    if (kind === 'campaign') {
      const { special_ad_categories: had } = await this.graph.read(connection, kind, platformId, [CATEGORIES]);
      const { special_ad_categories: has, ...others } = wanted;
      // An empty list of countries is said only to take away one that is there.
      if (isNone(has) && isNone(had)) return others;
      return { special_ad_category_country: [], ...wanted };
    }
    const now = await this.graph.read(connection, kind, platformId, SELDOM_CHANGED);
    // A budget may be set four times an hour, and what is promoted not at all once there was delivery.
    const changed = Object.entries(wanted).filter(
      ([name, value]) => !SELDOM_CHANGED.includes(name) || !isSame(now[name], value),
    );
    // 0: no end any more.
    return { ...(plan.end_at === null && { end_time: 0 }), ...Object.fromEntries(changed) };
  }

  async switch(connection: NetworkConnection, object: PlannedObject, platformId: string, to: RunState): Promise<void> {
    if (!isNode(object.kind)) return;
    const status = to === 'active' ? 'ACTIVE' : 'PAUSED';
    await this.graph.change(connection, object.kind, platformId, { status });
  }

  async remove(
    connection: NetworkConnection,
    account: string,
    object: PlannedObject,
    platformId: string,
  ): Promise<void> {
    if (!isNode(object.kind)) return;
    try {
      await this.graph.drop(connection, object.kind, platformId);
    } catch (error) {
      const gone = goneOf(error);
      if (gone === null) throw error;
      // The same words are said to who may not see it: then the account is not seen either, which throws.
      if (gone === 'unknown') await this.graph.read(connection, 'account', account, ['id']);
    }
  }

  private async upload(connection: NetworkConnection, plan: CampaignPlan, key: string): Promise<string> {
    const content = await imageOf(plan, key).read();
    const params = { bytes: content.toString('base64') };
    const { images } = await this.graph.make(connection, plan.ad_account_id, 'image', params);
    const [image] = isObject(images) ? Object.values(images) : [];
    return idIn(isObject(image) ? image.hash : undefined, 'a picture that was taken');
  }

  /** By the MD5 of its bytes, which Meta's hash is. Were it not, the picture is sent again, and is still kept once. */
  private async findImage(connection: NetworkConnection, plan: CampaignPlan, key: string): Promise<string | null> {
    const hash = createHash('md5')
      .update(await imageOf(plan, key).read())
      .digest('hex');
    const found = await this.graph.list(connection, {
      list: 'images',
      of: plan.ad_account_id,
      fields: ['hash', 'status'],
      params: { hashes: [hash] },
    });
    return found.some((image) => image.hash === hash && image.status !== 'DELETED') ? hash : null;
  }
}

const CATEGORIES = 'special_ad_categories';
const SELDOM_CHANGED = ['daily_budget', 'lifetime_budget', 'promoted_object'];

function searchFor(plan: CampaignPlan, { kind, key }: PlannedObject, made: MadeObjects): Listed {
  const fields = ['id', 'name', 'status'];
  if (kind === 'creative') return { list: 'creatives', of: plan.ad_account_id, fields, most_pages: CREATIVE_PAGES };
  const params = {
    filtering: [{ field: 'name', operator: 'CONTAIN', value: key }],
    effective_status: ANY_BUT_DELETED,
  };
  if (kind === 'campaign') return { list: 'campaigns', of: plan.ad_account_id, fields, params };
  if (kind === 'ad_set') return { list: 'campaign_ad_sets', of: made.idOf('campaign', plan.id), fields, params };
  return { list: 'ad_set_ads', of: made.idOf('ad_set', plan.id), fields, params };
}

/** A start that has passed is now, and of what runs already it must not be said. */
function begun(drawn: JsonObject, { clock }: NetworkConnection): JsonObject {
  const start = textIn(drawn.start_time);
  if (start === null || Date.parse(start.replace('+0000', 'Z')) > clock.ms()) return drawn;
  return Object.fromEntries(Object.entries(drawn).filter(([name]) => name !== 'start_time'));
}

function isNone(categories: Json | undefined): boolean {
  return !Array.isArray(categories) || categories.every((one) => one === 'NONE');
}

/** Numbers come back as text. */
function isSame(now: Json | undefined, wanted: Json | undefined): boolean {
  if (now === undefined || wanted === undefined) return false;
  if (!isObject(wanted)) return JSON.stringify(now).replaceAll('"', '') === JSON.stringify(wanted).replaceAll('"', '');
  return isObject(now) && Object.entries(wanted).every(([name, value]) => now[name] === value);
}

/** Ids grow; of two that bear the mark the older one is ours. */
function byAge(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

const isNode = (kind: ObjectKind): kind is NodeKind => kind !== 'image' && kind !== 'creative';
