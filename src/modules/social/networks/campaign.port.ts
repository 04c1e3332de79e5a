import type { NetworkConnection } from './network.connection.js';
import type {
  CampaignPlan,
  CampaignStanding,
  Choice,
  ChoiceKind,
  DrawnObject,
  InsightQuery,
  InsightRow,
  MadeObjects,
  PlanFault,
  PlannedObject,
  Rehearsed,
  RunState,
} from './campaign.records.js';

/**
 * Campaigns at a network. Adapters are stateless. Whoever publishes goes through `objectsOf` in its order and makes each with
 * `create`, or finds with `find` what an earlier try made unheard; everything is made paused, and switched on at the end. Faults are
 * ProviderErrors (`unknown_outcome`: it may have been done), refusals NetworkErrors.
 */
export abstract class CampaignNetwork {
  /** Days after which the network changes a day's numbers no more. */
  abstract readonly settling_days: number;

  /** What the network would refuse, as far as its rules are known. Pure. */
  abstract check(plan: CampaignPlan): PlanFault[];
  /** What only the network knows: the account's least budget, whether ids that are named exist. */
  abstract checkLive(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]>;
  /** Asks the network without making anything, as far as it can be asked so. */
  abstract rehearse(connection: NetworkConnection, plan: CampaignPlan, made: MadeObjects): Promise<Rehearsed[]>;

  /** In the order in which they are made: each needs only what is before it. */
  abstract objectsOf(plan: CampaignPlan): PlannedObject[];
  /** What the network is told of the object. Pure; what it needs of those before is in `made`. */
  abstract draw(plan: CampaignPlan, object: PlannedObject, made: MadeObjects): DrawnObject;
  /** Makes it, paused. Gives the network's id. Twice may be two: see `find`. */
  abstract create(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string>;
  /** The id of what a `create` that was not heard of has made; null: there is none. */
  abstract find(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string | null>;
  /** Makes what is there like the plan. Gives its id, another one where the network makes a new one instead. */
  abstract update(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string>;
  /** Of campaigns, ad sets and ads. Twice is once. */
  abstract switch(
    connection: NetworkConnection,
    plan: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
    to: RunState,
  ): Promise<void>;
  /** Of campaigns, ad sets and ads; what is gone already is gone. Others are left. */
  abstract remove(
    connection: NetworkConnection,
    plan: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
  ): Promise<void>;

  /** How these campaigns stand; one that the network does not know (any more) is `removed`. */
  abstract standings(
    connection: NetworkConnection,
    adAccountId: string,
    platformCampaignIds: readonly string[],
  ): Promise<CampaignStanding[]>;
  /** What each ad of the account did on each day, also of campaigns that were made elsewhere. */
  abstract insights(connection: NetworkConnection, query: InsightQuery): AsyncIterable<InsightRow[]>;
  /** What can be named in a campaign, best first; at most 50. */
  abstract choices(
    connection: NetworkConnection,
    adAccountId: string,
    kind: ChoiceKind,
    text: string,
  ): Promise<Choice[]>;
}

/** What ends the names of our things at a network. Ids are UUIDs, so that nobody else's name ends so. */
export const markOf = (key: string): string => `[KSAP ${key}]`;

/** A name with its mark, in at most `longest` UTF-16 units. */
export function marked(name: string, key: string, longest: number): string {
  const mark = markOf(key);
  return `${name.slice(0, longest - mark.length - 1).trimEnd()} ${mark}`;
}
