import { CampaignNetwork } from '../campaign.port.js';
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
} from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { MetaClient } from './meta.client.js';
import { draw, objectsOf } from './meta.draw.js';
import { MetaGraph } from './meta.graph.js';
import { insightsOf } from './meta.insights.js';
import { MetaLive } from './meta.live.js';
import { MetaRehearsal } from './meta.rehearsal.js';
import { faultsOf } from './meta.rules.js';
import { standingsOf } from './meta.standings.js';
import { MetaWrites } from './meta.writes.js';

/**
 * Campaigns on Facebook and Instagram: a campaign with one ad set, which has the budget, and an ad of each creative. An Instagram
 * account's run on Instagram alone, and speak as that account; a Facebook ad account's run on Facebook.
 */
export class MetaCampaigns extends CampaignNetwork {
  /** "Does not change after 28 days of being reported": https://developers.facebook.com/docs/marketing-api/insights/ */
  override readonly settling_days = 28;
  private readonly graph: MetaGraph;
  private readonly writes: MetaWrites;
  private readonly live: MetaLive;
  private readonly rehearsal: MetaRehearsal;

  constructor(client: MetaClient) {
    super();
    this.graph = new MetaGraph(client);
    this.writes = new MetaWrites(this.graph);
    this.live = new MetaLive(this.graph);
    this.rehearsal = new MetaRehearsal(this.graph, this.writes);
  }

  override check(plan: CampaignPlan): PlanFault[] {
    return faultsOf(plan);
  }

  override checkLive(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    return this.live.faults(connection, plan);
  }

  override rehearse(connection: NetworkConnection, plan: CampaignPlan, made: MadeObjects): Promise<Rehearsed[]> {
    return this.rehearsal.rehearse(connection, plan, made);
  }

  override objectsOf(plan: CampaignPlan): PlannedObject[] {
    return objectsOf(plan);
  }

  override draw(plan: CampaignPlan, object: PlannedObject, made: MadeObjects): DrawnObject {
    return draw(plan, object, made);
  }

  override create(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    return this.writes.create(connection, plan, object, made);
  }

  override find(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string | null> {
    return this.writes.find(connection, plan, object, made);
  }

  override update(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string> {
    return this.writes.update(connection, plan, object, platformId, made);
  }

  override switch(
    connection: NetworkConnection,
    _plan: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
    to: RunState,
  ): Promise<void> {
    return this.writes.switch(connection, object, platformId, to);
  }

  override remove(
    connection: NetworkConnection,
    plan: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
  ): Promise<void> {
    return this.writes.remove(connection, plan.ad_account_id, object, platformId);
  }

  override standings(
    connection: NetworkConnection,
    adAccountId: string,
    platformCampaignIds: readonly string[],
  ): Promise<CampaignStanding[]> {
    return standingsOf(this.graph, connection, adAccountId, platformCampaignIds);
  }

  override insights(connection: NetworkConnection, query: InsightQuery): AsyncIterable<InsightRow[]> {
    return insightsOf(this.graph, connection, query);
  }

  override choices(
    connection: NetworkConnection,
    adAccountId: string,
    kind: ChoiceKind,
    text: string,
  ): Promise<Choice[]> {
    return this.live.choices(connection, adAccountId, kind, text);
  }
}
