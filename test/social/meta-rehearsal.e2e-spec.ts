import { Made } from '../../src/modules/social/networks/meta/testing/meta-plan.js';
import { aCreative, AD_ACCOUNT, aPlan, MetaStage } from './meta-stage.js';

const DAY = 24 * 3600_000;

describe('plans for campaigns at Meta', () => {
  let stage: MetaStage;
  beforeAll(async () => {
    stage = await MetaStage.start();
  });
  afterAll(() => stage.stop());

  it('are rehearsed: by Meta where it can be asked, by what is known of its rules elsewhere', async () => {
    const plan = aPlan({ id: '0198aaaa-0000-7000-8000-000000000041' });
    const before = await stage.written();
    const cold = await stage.network.rehearse(stage.connection, plan, new Made());
    expect(cold.map(({ kind, checked_by, is_accepted }) => [kind, checked_by, is_accepted])).toEqual([
      ['image', 'rules', true],
      ['campaign', 'network', true],
      ['ad_set', 'rules', true],
      ['creative', 'rules', true],
      ['ad', 'rules', true],
    ]);
    expect(cold.filter(({ checked_by }) => checked_by === 'rules').every(({ reason }) => reason !== null)).toBe(true);
    expect(await stage.written()).toEqual(before);
    const made = await stage.publish(plan);
    const after = await stage.written();
    const warm = await stage.network.rehearse(stage.connection, plan, made);
    expect(warm.map(({ checked_by, is_accepted }) => [checked_by, is_accepted])).toEqual([
      ['rules', true],
      ...Array.from({ length: 4 }, () => ['network', true]),
    ]);
    const bad = { ...plan, conversion: { pixel_id: '77', event: 'purchase' as const } };
    const refused = (await stage.network.rehearse(stage.connection, bad, made)).filter((one) => !one.is_accepted);
    expect(refused).toEqual([expect.objectContaining({ kind: 'ad_set', checked_by: 'network' })]);
    const faulty = { ...plan, creatives: [aCreative({ headline: 'x'.repeat(300) })] };
    const known = (await stage.network.rehearse(stage.connection, faulty, made)).filter((one) => !one.is_accepted);
    expect(known).toEqual([
      expect.objectContaining({ kind: 'creative', checked_by: 'rules', reason: expect.stringContaining('headline') }),
    ]);
    expect(await stage.written()).toEqual(after);
  });

  it('are checked against what only Meta knows', async () => {
    expect(await stage.network.checkLive(stage.connection, aPlan())).toEqual([]);
    const audience = {
      ...aPlan().audience,
      interests: [{ id: '77', name: null }],
      custom_audiences: ['78'],
    };
    const bad = aPlan({
      budget_type: 'lifetime',
      budget_amount: '3.00',
      end_at: new Date(Date.parse(aPlan().start_at) + 3.5 * DAY).toISOString(),
      audience,
      conversion: { pixel_id: '79', event: 'lead' },
    });
    const faults = await stage.network.checkLive(stage.connection, bad);
    expect(faults.map(({ field }) => field)).toEqual([
      'budget_amount',
      'target_audience.interests',
      'target_audience.custom_audiences',
      'conversion.pixel_id',
    ]);
    expect(faults[0]?.reason).toContain('at least 4.00 EUR, which is 1.00 for each of 4 days');
  });

  it('name what Meta knows: interests, audiences, pixels', async () => {
    const choices = (kind: 'interests' | 'custom_audiences' | 'pixels', text: string): Promise<unknown> =>
      stage.network.choices(stage.connection, AD_ACCOUNT, kind, text);
    expect(await choices('interests', 'music')).toEqual([
      {
        id: '6003020834693',
        name: 'Music',
        path: ['Interests', 'Music'],
        size_min: 10_000_000,
        size_max: 12_000_000,
      },
    ]);
    expect(await choices('interests', ' ')).toEqual([]);
    expect(await choices('custom_audiences', 'SHOP')).toEqual([
      { id: '23850000000000002', name: 'Visited the shop', path: [], size_min: 1000, size_max: 1200 },
    ]);
    expect(await choices('pixels', '')).toEqual([expect.objectContaining({ id: '5000000001', size_min: null })]);
  });
});
