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
import { choicesOf } from './tiktok.choices.js';
import type { TikTokClient } from './tiktok.client.js';
import { drawn, objectsOf } from './tiktok.draw.js';
import { insightsOf } from './tiktok.insights.js';
import { liveFaultsOf } from './tiktok.live.js';
import { TikTokObjects } from './tiktok.objects.js';
import { rehearsedBy } from './tiktok.rehearsal.js';
import { faultsOf } from './tiktok.rules.js';
import { TikTokStandings } from './tiktok.standings.js';
import { TikTokSwitches } from './tiktok.switches.js';
import { TikTokTools } from './tiktok.tools.js';

/**
 * Campaigns of one ad group, which has the budget, the audience and the schedule, and of ads with one picture each, which lead to
 * a website and speak in a name of the advertiser's.
 */
export class TikTokCampaigns extends CampaignNetwork {
  /** The longest attribution that an ad group can have: 28 days after the click (`click_attribution_window`). */
  override readonly settling_days = 28;
  private readonly tools: TikTokTools;
  private readonly objects: TikTokObjects;
  private readonly switches: TikTokSwitches;
  private readonly stands: TikTokStandings;

  constructor(private readonly client: TikTokClient) {
    super();
    this.tools = new TikTokTools(client);
    this.objects = new TikTokObjects(client, this.tools);
    this.switches = new TikTokSwitches(client);
    this.stands = new TikTokStandings(client);
  }

  override check(plan: CampaignPlan): PlanFault[] {
    return faultsOf(plan);
  }

  override checkLive(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    return liveFaultsOf(this.tools, connection, plan);
  }

  override async rehearse(connection: NetworkConnection, plan: CampaignPlan): Promise<Rehearsed[]> {
    const faults = [...this.check(plan), ...(await this.checkLive(connection, plan))];
    return rehearsedBy(plan, this.objectsOf(plan), faults);
  }

  override objectsOf(plan: CampaignPlan): PlannedObject[] {
    return objectsOf(plan);
  }

  override draw(plan: CampaignPlan, object: PlannedObject, made: MadeObjects): DrawnObject {
    return drawn(plan, object, made);
  }

  override create(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    return this.objects.create(connection, plan, object, made);
  }

  override find(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string | null> {
    return this.objects.find(connection, plan, object, made);
  }

  override update(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string> {
    return this.objects.update(connection, plan, object, platformId, made);
  }

  override switch(
    connection: NetworkConnection,
    { ad_account_id: advertiser }: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
    to: RunState,
  ): Promise<void> {
    return this.switches.turn(connection, advertiser, object, platformId, to);
  }

  override remove(
    connection: NetworkConnection,
    { ad_account_id: advertiser }: Pick<CampaignPlan, 'ad_account_id'>,
    object: PlannedObject,
    platformId: string,
  ): Promise<void> {
    return this.switches.remove(connection, advertiser, object, platformId);
  }

  override standings(
    connection: NetworkConnection,
    adAccountId: string,
    platformCampaignIds: readonly string[],
  ): Promise<CampaignStanding[]> {
    return this.stands.of(connection, adAccountId, platformCampaignIds);
  }

  override insights(connection: NetworkConnection, query: InsightQuery): AsyncIterable<InsightRow[]> {
    return insightsOf(this.client, connection, query);
  }

  override choices(
    connection: NetworkConnection,
    adAccountId: string,
    kind: ChoiceKind,
    text: string,
  ): Promise<Choice[]> {
    return choicesOf(this.tools, connection, adAccountId, kind, text);
  }
}
