import { ProviderError } from '../../src/common/outbound/provider-error.js';
import { CampaignNetwork } from '../../src/modules/social/networks/campaign.port.js';
import type {
  CampaignPlan,
  CampaignStanding,
  Choice,
  DrawnObject,
  InsightRow,
  MadeObjects,
  ObjectKind,
  PlanFault,
  PlannedObject,
  Rehearsed,
  RunState,
} from '../../src/modules/social/networks/campaign.records.js';
import type { NetworkConnection } from '../../src/modules/social/networks/network.connection.js';
import { NetworkError, type NetworkRefusal } from '../../src/modules/social/networks/network.error.js';

/**
 * What becomes of a call: `lost after` it was done, `lost before` it was, `shows late`: done, not heard of, and found only after a
 * while; a refusal of the network's; `broken`: trouble that passes.
 */
export type Mishap = 'lost after' | 'lost before' | 'shows late' | 'broken' | NetworkRefusal;

export interface Thing {
  id: string;
  kind: ObjectKind;
  key: string;
  run: RunState;
  drawn: DrawnObject;
  visible_at: number;
}

const LATE_MS = 80;

/** A network in memory: what is made there, what runs, and mishaps at named calls. */
export class MemoryCampaigns extends CampaignNetwork {
  override readonly settling_days = 3;
  things: Thing[] = [];
  /** Each call: `create ad`, `switch campaign active`, `check live`. */
  calls: string[] = [];
  faults: PlanFault[] = [];
  /** Asked of each call before it is done. */
  onCall: (call: string) => Promise<void> | void = () => undefined;
  private readonly mishaps: { call: string; mishap: Mishap }[] = [];
  private made = 0;

  /** Strikes once, at the next such call. */
  mishap(call: string, mishap: Mishap): void {
    this.mishaps.push({ call, mishap });
  }

  reset(): void {
    Object.assign(this, { things: [], calls: [], faults: [], onCall: () => undefined });
    this.mishaps.length = 0;
  }

  of(kind: ObjectKind): Thing[] {
    return this.things.filter((thing) => thing.kind === kind);
  }

  /** Calls that made or changed something. */
  get writes(): string[] {
    return this.calls.filter((call) => /^(create|update|switch|remove)/.test(call));
  }

  override check(plan: CampaignPlan): PlanFault[] {
    return plan.name.includes('forbidden') ? [{ field: 'name', reason: 'may not say that' }] : [];
  }

  override checkLive(): Promise<PlanFault[]> {
    return this.call('check live', () => this.faults);
  }

  override rehearse(_connection: NetworkConnection, plan: CampaignPlan): Promise<Rehearsed[]> {
    const checks = this.objectsOf(plan).map(({ kind, key }): Rehearsed => ({
      kind,
      key,
      is_accepted: true,
      checked_by: 'network',
      reason: null,
    }));
    return this.call('rehearse', () => checks);
  }

  override objectsOf({ id, creatives }: CampaignPlan): PlannedObject[] {
    const images = [...new Set(creatives.map(({ image }) => image.id))];
    return [
      ...images.map((key): PlannedObject => ({ kind: 'image', key })),
      { kind: 'campaign', key: id },
      { kind: 'ad_set', key: id },
      ...creatives.flatMap(({ id: key }): PlannedObject[] => [
        { kind: 'creative', key },
        { kind: 'ad', key },
      ]),
    ];
  }

  override draw(plan: CampaignPlan, { kind, key }: PlannedObject, made: MadeObjects): DrawnObject {
    const creative = plan.creatives.find(({ id }) => id === key);
    if (kind === 'image') return { image: key };
    if (kind === 'campaign') return { name: plan.name };
    if (kind === 'ad_set') return { campaign: made.idOf('campaign', key), budget: plan.budget_amount };
    if (!creative) throw new Error(`The plan has no creative ${key}`);
    if (kind === 'creative') return { image: made.idOf('image', creative.image.id), text: creative.primary_text };
    return { ad_set: made.idOf('ad_set', plan.id), creative: made.idOf('creative', key) };
  }

  override create(
    _connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    const drawn = this.draw(plan, object, made);
    return this.call(`create ${object.kind}`, (isLate) => {
      const { kind, key } = object;
      const id = `${kind}-${(this.made += 1)}`;
      this.things.push({ id, kind, key, run: 'paused', drawn, visible_at: isLate ? performance.now() + LATE_MS : 0 });
      return id;
    });
  }

  override find(
    _connection: NetworkConnection,
    _plan: CampaignPlan,
    { kind, key }: PlannedObject,
  ): Promise<string | null> {
    const isIt = (thing: Thing): boolean =>
      thing.kind === kind && thing.key === key && thing.visible_at <= performance.now();
    return this.call(`find ${kind}`, () => this.things.find(isIt)?.id ?? null);
  }

  override update(
    _connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string> {
    const drawn = this.draw(plan, object, made);
    return this.call(`update ${object.kind}`, () => {
      this.thing(platformId).drawn = drawn;
      return platformId;
    });
  }

  override switch(
    _connection: NetworkConnection,
    _plan: Pick<CampaignPlan, 'ad_account_id'>,
    { kind }: PlannedObject,
    platformId: string,
    to: RunState,
  ): Promise<void> {
    return this.call(`switch ${kind} ${to}`, () => {
      this.thing(platformId).run = to;
    });
  }

  override remove(
    _connection: NetworkConnection,
    _plan: Pick<CampaignPlan, 'ad_account_id'>,
    { kind }: PlannedObject,
    platformId: string,
  ): Promise<void> {
    return this.call(`remove ${kind}`, () => {
      this.things = this.things.filter(({ id }) => id !== platformId && kind !== 'campaign');
    });
  }

  override standings(
    _connection: NetworkConnection,
    _adAccountId: string,
    platformCampaignIds: readonly string[],
  ): Promise<CampaignStanding[]> {
    const standings = platformCampaignIds.map((id): CampaignStanding => {
      const thing = this.things.find((one) => one.id === id);
      return { platform_campaign_id: id, state: thing?.run ?? 'removed', issues: [] };
    });
    return this.call('standings', () => standings);
  }

  override async *insights(): AsyncIterable<InsightRow[]> {
    yield [];
  }

  override choices(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  private thing(id: string): Thing {
    const found = this.things.find((thing) => thing.id === id);
    if (found) return found;
    throw new NetworkError('invalid', { provider: 'meta', message: 'There is no such thing' });
  }

  private async call<T>(call: string, work: (isLate: boolean) => T): Promise<T> {
    await this.onCall(call);
    this.calls.push(call);
    const index = this.mishaps.findIndex((one) => one.call === call);
    const mishap = index < 0 ? undefined : this.mishaps.splice(index, 1)[0]?.mishap;
    if (mishap === undefined) return work(false);
    if (mishap === 'lost after' || mishap === 'shows late') work(mishap === 'shows late');
    const isLost = mishap === 'lost after' || mishap === 'shows late' || mishap === 'lost before';
    const message = `Mishap at ${call}: ${mishap}`;
    if (isLost) throw new ProviderError({ provider: 'meta', fault: 'unknown_outcome', message });
    if (mishap === 'broken') throw new ProviderError({ provider: 'meta', fault: 'unavailable', message });
    throw new NetworkError(mishap, { provider: 'meta', message });
  }
}
