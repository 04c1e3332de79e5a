import type { JsonObject } from '../../../../common/json.js';
import type { CampaignStanding, ObjectKind } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { MetaGraph } from './meta.graph.js';
import { idIn, isObject, objectsIn, textIn } from './meta.values.js';

type Issue = CampaignStanding['issues'][number];

/** So that the ids fit into an address. */
const IDS_A_CALL = 50;
const CAMPAIGN_FIELDS = [
  ...['id', 'status', 'effective_status', 'issues_info'],
  'adsets.limit(50){id,status,effective_status,end_time,issues_info}',
];
const AD_FIELDS = ['id', 'campaign_id', 'effective_status', 'issues_info', 'ad_review_feedback'];

/** How campaigns stand at Meta. Who may not see the account hears so; a campaign that is not listed is removed. */
export async function standingsOf(
  graph: MetaGraph,
  connection: NetworkConnection,
  account: string,
  ids: readonly string[],
): Promise<CampaignStanding[]> {
  const standings: CampaignStanding[] = [];
  for (let at = 0; at < ids.length; at += IDS_A_CALL) {
    const some = ids.slice(at, at + IDS_A_CALL);
    const among = (field: string): JsonObject => ({ filtering: [{ field, operator: 'IN', value: [...some] }] });
    const campaigns = await graph.list(connection, {
      list: 'campaigns',
      of: account,
      fields: CAMPAIGN_FIELDS,
      params: among('id'),
    });
    const ads = await graph.list(connection, {
      list: 'ads',
      of: account,
      fields: AD_FIELDS,
      params: among('campaign.id'),
    });
    for (const id of some) {
      const campaign = campaigns.find((one) => one.id === id);
      const own = ads.filter((ad) => ad.campaign_id === id);
      standings.push(
        campaign === undefined
          ? { platform_campaign_id: id, state: 'removed', issues: [] }
          : standingOf(id, campaign, own, connection.clock.ms()),
      );
    }
  }
  return standings;
}

function standingOf(id: string, campaign: JsonObject, ads: JsonObject[], now: number): CampaignStanding {
  const adSets = objectsIn(isObject(campaign.adsets) ? campaign.adsets.data : undefined);
  const issues = issuesIn('campaign', campaign);
  // Meta tells what is wrong with the account of everything in it.
  const add = (found: Issue[]): void => {
    const known = new Set(issues.filter(({ kind }) => kind !== 'ad').map(({ reason }) => reason));
    issues.push(...found.filter(({ reason }) => !known.has(reason)));
  };
  for (const adSet of adSets) add(issuesIn('ad_set', adSet));
  for (const ad of ads) add(issuesIn('ad', ad));
  return { platform_campaign_id: id, state: stateOf(campaign, adSets, now), issues };
}

/** Meta has no word for a campaign that is over: its ad sets have ended. */
function stateOf(
  { status, effective_status }: JsonObject,
  adSets: JsonObject[],
  now: number,
): CampaignStanding['state'] {
  const said = [status, effective_status];
  if (said.includes('DELETED') || said.includes('ARCHIVED')) return 'removed';
  const ends = adSets.map(({ end_time }) => (typeof end_time === 'string' ? Date.parse(isoOf(end_time)) : Infinity));
  if (ends.length > 0 && ends.every((end) => end <= now)) return 'completed';
  return status === 'ACTIVE' ? 'active' : 'paused';
}

function issuesIn(kind: ObjectKind, node: JsonObject): Issue[] {
  const id = idIn(node.id, `the ${kind} of an issue`);
  const told = objectsIn(node.issues_info).map(({ error_summary: what, error_message: why }) =>
    [textIn(what), textIn(why)].filter((one) => one !== null).join(': '),
  );
  const reasons = [...told, ...(told.length > 0 ? [] : reviewOf(node))];
  return reasons.filter((reason) => reason !== '').map((reason) => ({ kind, platform_id: id, reason }));
}

/** `{ global: { rule: words } }`, and the same by placement. */
function reviewOf({ ad_review_feedback: feedback, effective_status }: JsonObject): string[] {
  if (effective_status !== 'DISAPPROVED') return [];
  const rules = isObject(feedback) && isObject(feedback.global) ? Object.entries(feedback.global) : [];
  if (rules.length === 0) return ['The ad was rejected'];
  return rules.map(([rule, words]) => `${rule}: ${typeof words === 'string' ? words : 'against Meta’s rules'}`);
}

/** `+0100` as every reader of dates knows it. */
const isoOf = (text: string): string => text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
