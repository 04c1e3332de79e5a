import type { NetworkConnection } from '../../src/modules/social/networks/network.connection.js';
import { CampaignNetwork } from '../../src/modules/social/networks/campaign.port.js';
import type {
  CampaignPlan,
  Choice,
  ChoiceKind,
  PlanFault,
  PlannedObject,
} from '../../src/modules/social/networks/campaign.records.js';
import { SocialNetworks } from '../../src/modules/social/networks/networks.js';
import type { TestApp } from '../support/app.js';

const LONGEST_HEADLINE = 40;
const LEAST_BUDGET = 5;

function notAsked(): never {
  throw new Error('Nothing is published in these tests');
}

/** A network that knows a few rules, and asks its service for a pixel: so that it is seen by which way, and with which token. */
export class FakeCampaigns extends CampaignNetwork {
  readonly settling_days = 28;
  /** What it was asked about, and by whom. */
  readonly plans: CampaignPlan[] = [];
  readonly tokens: string[] = [];
  /** What was deleted there. */
  readonly removed: string[] = [];
  /** What `checkLive` finds. */
  live: PlanFault[] = [];
  /** Thrown by what asks the network. */
  trouble: Error | null = null;
  /** Runs while `checkLive` is under way. */
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  check(plan: CampaignPlan): PlanFault[] {
    const faults: PlanFault[] = [];
    if (Number(plan.budget_amount) < LEAST_BUDGET) {
      faults.push({ field: 'budget_amount', reason: `must be at least ${LEAST_BUDGET}` });
    }
    plan.creatives.forEach(({ headline, image }, index) => {
      if ((headline?.length ?? 0) > LONGEST_HEADLINE) {
        faults.push({
          field: `creatives.${index}.headline`,
          reason: `may have at most ${LONGEST_HEADLINE} characters`,
        });
      }
      if (image.width !== image.height) {
        faults.push({ field: `creatives.${index}.image_id`, reason: 'must be square' });
      }
    });
    return faults;
  }

  async checkLive(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    this.plans.push(plan);
    this.tokens.push(connection.tokens.access_token);
    await this.meanwhile();
    if (this.trouble) throw this.trouble;
    return this.live;
  }

  choices(_connection: NetworkConnection, adAccountId: string, kind: ChoiceKind, text: string): Promise<Choice[]> {
    if (this.trouble) return Promise.reject(this.trouble);
    const choice = {
      id: '6003139266461',
      name: `${text} of ${adAccountId}`,
      path: [kind],
      size_min: 10,
      size_max: null,
    };
    return Promise.resolve([choice]);
  }

  override remove(
    _connection: NetworkConnection,
    _plan: Pick<CampaignPlan, 'ad_account_id'>,
    _object: PlannedObject,
    platformId: string,
  ): Promise<void> {
    this.removed.push(platformId);
    return Promise.resolve();
  }

  override rehearse = notAsked;
  override objectsOf = notAsked;
  override draw = notAsked;
  override create = notAsked;
  override find = notAsked;
  override update = notAsked;
  override switch = notAsked;
  override standings = notAsked;
  override insights = notAsked;

  /** In the place of every network's own. */
  static on(app: TestApp): FakeCampaigns {
    const fake = new FakeCampaigns();
    for (const network of app.nest.get(SocialNetworks, { strict: false }).all) {
      Object.assign(network, { campaigns: fake });
    }
    return fake;
  }
}
