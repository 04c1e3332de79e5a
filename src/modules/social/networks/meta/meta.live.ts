import type { Json, JsonObject } from '../../../../common/json.js';
import type { CampaignPlan, Choice, ChoiceKind, PlanFault } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { MetaGraph } from './meta.graph.js';
import { amountOf, unitsOf } from './meta.money.js';
import { idIn, textIn } from './meta.values.js';

const DAY_MS = 24 * 3600_000;
const MOST_CHOICES = 50;
const AUDIENCE_FIELDS = ['id', 'name', 'approximate_count_lower_bound', 'approximate_count_upper_bound'];

/** What only Meta knows of an account: what can be named in its campaigns, and what it wants at least. */
export class MetaLive {
  constructor(private readonly graph: MetaGraph) {}

  async faults(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    return [
      ...(await this.budgetFaults(connection, plan)),
      ...(await this.interestFaults(connection, plan)),
      ...(await this.audienceFaults(connection, plan)),
      ...(await this.pixelFaults(connection, plan)),
    ];
  }

  async choices(connection: NetworkConnection, account: string, kind: ChoiceKind, text: string): Promise<Choice[]> {
    if (kind === 'interests') return this.interests(connection, text.trim());
    const all = kind === 'pixels' ? await this.pixels(connection, account) : await this.audiences(connection, account);
    const words = text.trim().toLowerCase();
    return all.filter(({ name }) => name.toLowerCase().includes(words)).slice(0, MOST_CHOICES);
  }

  private async budgetFaults(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    const { budget_amount, budget_type, start_at, end_at, currency } = plan;
    const account = await this.graph.read(connection, 'account', plan.ad_account_id, ['min_daily_budget']);
    const least = Number(account.min_daily_budget ?? 0);
    const days =
      budget_type === 'daily' || end_at === null
        ? 1
        : Math.max(1, Math.ceil((Date.parse(end_at) - Date.parse(start_at)) / DAY_MS));
    const units = unitsOf(budget_amount, currency);
    if (units === null || units >= least * days) return [];
    const over = days === 1 ? '' : `, which is ${amountOf(least, currency)} for each of ${days} days`;
    return [
      { field: 'budget_amount', reason: `must be at least ${amountOf(least * days, currency)} ${currency}${over}` },
    ];
  }

  private async interestFaults(connection: NetworkConnection, { audience }: CampaignPlan): Promise<PlanFault[]> {
    const ids = audience.interests.map(({ id }) => id);
    if (ids.length === 0) return [];
    const told = await this.graph.search(connection, { type: 'adinterestvalid', interest_fbid_list: ids });
    const valid = new Set(told.filter((one) => one.valid === true).map((one) => idIn(one.id, 'an interest')));
    return missing('target_audience.interests', ids, valid, 'Meta does not know or no longer offers');
  }

  private async audienceFaults(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    const { custom_audiences: included, excluded_custom_audiences: excluded } = plan.audience;
    if (included.length + excluded.length === 0) return [];
    const known = new Set((await this.audiences(connection, plan.ad_account_id)).map(({ id }) => id));
    const why = 'the ad account does not have';
    return [
      ...missing('target_audience.custom_audiences', included, known, why),
      ...missing('target_audience.excluded_custom_audiences', excluded, known, why),
    ];
  }

  private async pixelFaults(connection: NetworkConnection, plan: CampaignPlan): Promise<PlanFault[]> {
    if (plan.conversion === null) return [];
    const known = new Set((await this.pixels(connection, plan.ad_account_id)).map(({ id }) => id));
    return missing('conversion.pixel_id', [plan.conversion.pixel_id], known, 'the ad account does not have');
  }

  private async interests(connection: NetworkConnection, q: string): Promise<Choice[]> {
    // Meta has no list of all, and no best ones without a word.
    if (q === '') return [];
    const found = await this.graph.search(connection, { type: 'adinterest', q, limit: MOST_CHOICES });
    return found
      .slice(0, MOST_CHOICES)
      .map((one) => choiceOf(one, 'audience_size_lower_bound', 'audience_size_upper_bound'));
  }

  private async audiences(connection: NetworkConnection, account: string): Promise<Choice[]> {
    const found = await this.graph.list(connection, { list: 'audiences', of: account, fields: AUDIENCE_FIELDS });
    return found.map((one) => choiceOf(one, 'approximate_count_lower_bound', 'approximate_count_upper_bound'));
  }

  private async pixels(connection: NetworkConnection, account: string): Promise<Choice[]> {
    const found = await this.graph.list(connection, { list: 'pixels', of: account, fields: ['id', 'name'] });
    return found.map((one) => choiceOf(one));
  }
}

function choiceOf(one: JsonObject, low?: string, high?: string): Choice {
  const id = idIn(one.id, 'a thing to choose');
  return {
    id,
    name: textIn(one.name) ?? id,
    path: Array.isArray(one.path) ? one.path.filter((step): step is string => typeof step === 'string') : [],
    size_min: sizeOf(low === undefined ? null : one[low]),
    size_max: sizeOf(high === undefined ? null : one[high]),
  };
}

/** −1 and the like: Meta does not tell. */
const sizeOf = (value: Json | undefined): number | null => (typeof value === 'number' && value >= 0 ? value : null);

function missing(field: string, ids: readonly string[], known: ReadonlySet<string>, why: string): PlanFault[] {
  const unknown = ids.filter((id) => !known.has(id));
  return unknown.length === 0 ? [] : [{ field, reason: `has ${unknown.join(', ')}, which ${why}` }];
}
