import type { PlannedObject } from '../../src/modules/social/networks/campaign.records.js';
import { Made } from '../../src/modules/social/networks/meta/testing/meta-plan.js';
import { aCreative, AD_ACCOUNT, aPlan, MetaStage } from '../social/meta-stage.js';
import { kindsIn, metaCall, type MetaCall, metaCallFaults, metaSpec } from './checkers/meta.js';

/** Every call that publishing, changing, watching and removing campaigns makes, against Meta's own description of its API. */
const spec = metaSpec();
const KNOWN = { '2000000001': 'Page', '5000000001': 'AdsPixel' };
const DAY = 24 * 3600_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

async function doEverything(stage: MetaStage): Promise<void> {
  const { network, connection } = stage;
  const placements = ['feed', 'stories', 'reels', 'search'] as const;
  const full = aPlan({
    start_at: new Date(Date.now() + DAY).toISOString(),
    end_at: new Date(Date.now() + 9 * DAY).toISOString(),
    budget_type: 'lifetime',
    budget_amount: '200.00',
    audience: { ...aPlan().audience, placements: [...placements, 'partner_apps'] },
  });
  const category = aPlan({
    id: '0198aaaa-0000-7000-8000-000000000071',
    objective: 'leads',
    conversion: null,
    special_ad_categories: ['housing', 'financial_products'],
    audience: { ...aPlan().audience, age_min: null, age_max: null, genders: [] },
  });
  const profile = aPlan({
    id: '0198aaaa-0000-7000-8000-000000000072',
    platform: 'instagram',
    profile_id: '17840000000000001',
    objective: 'engagement',
    conversion: null,
    audience: { ...aPlan().audience, placements: [...placements, 'explore'] },
  });
  for (const plan of [full, category, profile]) {
    await network.checkLive(connection, plan);
    await network.rehearse(connection, plan, new Made());
    const made = new Made();
    for (const object of network.objectsOf(plan)) {
      await network.find(connection, plan, object, made);
      made.put(object, await network.create(connection, plan, object, made));
    }
    await network.rehearse(connection, plan, made);
    const edited = {
      ...plan,
      name: 'Winter',
      end_at: null,
      budget_type: 'daily' as const,
      creatives: [aCreative({ headline: null })],
    };
    for (const object of network.objectsOf(plan === full ? plan : edited)) {
      const id = made.idOf(object.kind, object.key);
      made.put(object, await network.update(connection, plan === full ? plan : edited, object, id, made));
    }
    await stage.switchOn(plan, made);
    const campaign: PlannedObject = { kind: 'campaign', key: plan.id };
    const id = made.idOf('campaign', plan.id);
    await network.standings(connection, AD_ACCOUNT, [id]);
    await network.switch(connection, plan, campaign, id, 'paused');
    await network.remove(connection, plan, campaign, id);
  }
  await stage.insights(dayOf(Date.now() - DAY), dayOf(Date.now()));
  await stage.insights(dayOf(Date.now() - 28 * DAY), dayOf(Date.now()));
  for (const kind of ['interests', 'custom_audiences', 'pixels'] as const) {
    await network.choices(connection, AD_ACCOUNT, kind, 's');
  }
}

(spec === null ? describe.skip : describe)('what Meta is told of campaigns', () => {
  let calls: MetaCall[];
  beforeAll(async () => {
    const stage = await MetaStage.start();
    try {
      await doEverything(stage);
      const recorded = await stage.sandbox.requests('meta');
      expect(
        recorded.filter(({ status }) => status !== 200).map((one) => `${one.method} ${one.url} ${one.answer}`),
      ).toEqual([]);
      const kinds = kindsIn(spec!, recorded, KNOWN);
      const others = recorded.filter((one) => metaCall(one, kinds) === null).map(({ url }) => url.split('?')[0]);
      // The search of what can be named is no object's, and not described.
      expect([...new Set(others)]).toEqual(['/meta/v26.0/search']);
      calls = recorded.flatMap((one) => metaCall(one, kinds) ?? []);
    } finally {
      await stage.stop();
    }
  });

  it('is what its description has nothing against', () => {
    expect([...new Set(calls.flatMap((call) => metaCallFaults(spec!, call)))]).toEqual([]);
  });

  it('was all of it', () => {
    const said = new Set(calls.map(({ method, node, edge }) => `${method} ${node}${edge === null ? '' : `/${edge}`}`));
    expect([...said].sort()).toEqual(
      [
        ...['GET AdAccount', 'GET AdAccount/adcreatives', 'GET AdAccount/adimages', 'GET AdAccount/ads'],
        ...['GET AdAccount/adspixels', 'GET AdAccount/campaigns', 'GET AdAccount/customaudiences'],
        ...['GET AdAccount/insights', 'GET AdReportRun', 'GET AdReportRun/insights', 'GET AdSet', 'GET AdSet/ads'],
        ...[
          'GET Campaign',
          'GET Campaign/adsets',
          'POST AdAccount/adcreatives',
          'POST AdAccount/adimages',
          'POST AdAccount/ads',
        ],
        ...['POST AdAccount/adsets', 'POST AdAccount/campaigns', 'POST AdAccount/insights', 'POST Ad', 'POST AdSet'],
        ...['POST Campaign', 'DELETE Campaign'],
      ].sort(),
    );
  });
});
