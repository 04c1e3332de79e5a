import type { InsightQuery, InsightRow, CampaignStanding } from '../../src/modules/social/networks/campaign.records.js';
import { SocialNetworks } from '../../src/modules/social/networks/networks.js';
import { addDays, dayIn } from '../../src/modules/social/insights/account-days.js';
import type { Answer } from '../support/http.js';
import { until } from '../support/until.js';
import { PublishRig, CAMPAIGNS } from './publish-rig.js';
import { MemoryCampaigns } from './memory-campaigns.js';
import { SocialRig } from './social-rig.js';

/** A network in memory whose ads spend what the test says. */
export class SpendingNetwork extends MemoryCampaigns {
  rows: InsightRow[] = [];
  issues = new Map<string, CampaignStanding['issues']>();
  states = new Map<string, CampaignStanding['state']>();
  /** What was asked for, in order. */
  queries: InsightQuery[] = [];
  /** Asked before each answer to a question about spend. */
  onQuery: (query: InsightQuery) => Promise<void> | void = () => undefined;

  override reset(): void {
    super.reset();
    Object.assign(this, { rows: [], issues: new Map(), states: new Map(), queries: [], onQuery: () => undefined });
  }

  /** An ad's day; told again it takes the place of what it was. */
  spent(row: Partial<InsightRow> & Pick<InsightRow, 'day' | 'platform_campaign_id' | 'spend'>): void {
    const whole: InsightRow = {
      campaign_name: 'Autumn',
      platform_ad_id: `ad of ${row.platform_campaign_id}`,
      ad_name: 'Jackets',
      impressions: 1000,
      clicks: 20,
      conversions: '0',
      revenue: null,
      ...row,
    };
    const isOther = (one: InsightRow): boolean => one.day !== whole.day || one.platform_ad_id !== whole.platform_ad_id;
    this.rows = [...this.rows.filter(isOther), whole];
  }

  override async *insights(...given: unknown[]): AsyncIterable<InsightRow[]> {
    const [, query] = given as [unknown, InsightQuery];
    this.queries.push(query);
    await this.onQuery(query);
    for (const row of this.rows) if (row.day >= query.since && row.day <= query.until) yield [row];
  }

  override async standings(connection: never, account: string, ids: readonly string[]): Promise<CampaignStanding[]> {
    const standings = await super.standings(connection, account, ids);
    return standings.map((one) => ({
      ...one,
      state: this.states.get(one.platform_campaign_id) ?? one.state,
      issues: this.issues.get(one.platform_campaign_id) ?? [],
    }));
  }
}

export interface Published {
  id: string;
  path: string;
  platform_id: string;
}

/** Accounts and campaigns at a network in memory. */
export class SpendRig {
  readonly campaigns: PublishRig;

  private constructor(
    readonly social: SocialRig,
    readonly network: SpendingNetwork,
  ) {
    this.campaigns = new PublishRig(social.app.db);
  }

  static async start(): Promise<SpendRig> {
    const social = await SocialRig.start();
    const network = new SpendingNetwork();
    Object.assign(social.app.nest.get(SocialNetworks, { strict: false }).of('facebook'), { campaigns: network });
    return new SpendRig(social, network);
  }

  get db(): SocialRig['app']['db'] {
    return this.social.app.db;
  }

  /** The account's present day, and so many before it. */
  day(before = 0, timezone = 'Europe/Berlin'): string {
    return addDays(dayIn(timezone, new Date()), -before);
  }

  async published(accountId: string, columns: Record<string, unknown> = {}): Promise<Published> {
    const id = await this.campaigns.approved(this.social.user, accountId, columns);
    const answer = await this.ask(id, 'publish?wait=true');
    if (answer.status !== 200 || answer.body.data.status !== 'active') throw new Error(`Not published: ${answer.text}`);
    return { id, path: `${CAMPAIGNS}/${id}`, platform_id: String((await this.campaigns.row(id)).platform_campaign_id) };
  }

  ask(id: string, what: string): Promise<Answer> {
    return this.social.http.post(`${CAMPAIGNS}/${id}/${what}`, {});
  }

  async imported(path: string): Promise<Record<string, unknown>> {
    const answer = await this.social.http.post(`${path}/insights/import?wait=true`, {});
    if (answer.status !== 200) throw new Error(`Not imported: ${answer.status} ${answer.text}`);
    return answer.body.data as Record<string, unknown>;
  }

  becomes(id: string, status: string): Promise<Record<string, unknown>> {
    return until(
      `the campaign is ${status}`,
      () => this.campaigns.row(id),
      (row) => row.status === status,
    );
  }

  async actions(id: string): Promise<Record<string, unknown>[]> {
    return (await this.social.http.get(`${CAMPAIGNS}/${id}/guard-actions`)).body.data.items as Record<
      string,
      unknown
    >[];
  }

  /** Each row of what ads did, with where Postgres has it: another version is another place. */
  async versions(accountId: string): Promise<Record<string, string>> {
    const rows = await this.db.query<{ key: string; version: string }>(
      `SELECT day || ' ' || platform_ad_id AS key, ctid || '/' || xmin AS version FROM ad_insights WHERE social_account_id = $1`,
      [accountId],
    );
    return Object.fromEntries(rows.map(({ key, version }) => [key, version]));
  }
}
