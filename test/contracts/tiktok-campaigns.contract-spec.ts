import { pngHead } from '../../sandbox/core/ads/pictures.js';
import type { InsightRow } from '../../src/modules/social/networks/campaign.records.js';
import {
  aCreative,
  ADVERTISER,
  anAudience,
  anImage,
  aPlan,
} from '../../src/modules/social/networks/tiktok/tiktok.plan.contract.js';
import { TikTokRig } from '../../src/modules/social/networks/tiktok/tiktok.rig.contract.js';
import { callFaults, openApiCall } from './checkers/openapi.js';
import { tiktokSpec } from './checkers/tiktok.js';

/** What the product calls for campaigns, against TikTok's published contract. */
const spec = tiktokSpec();
const PREFIX = '/tiktok/open_api/v1.3';
const DAY_MS = 86_400_000;
const today = new Date().toISOString().slice(0, 10);

async function doEverything(rig: TikTokRig): Promise<void> {
  const { campaigns } = rig;
  const image = anImage(pngHead(1200, 628), { width: 1200, height: 628 });
  const audience = anAudience({
    age_min: 25,
    genders: ['female'],
    interests: [{ id: '22', name: null }],
    custom_audiences: ['190000001'],
    excluded_custom_audiences: ['190000002'],
    placements: ['feed', 'search', 'partner_apps'],
  });
  const soon = {
    start_at: new Date(Date.now() + DAY_MS).toISOString(),
    end_at: new Date(Date.now() + 9 * DAY_MS).toISOString(),
  };
  const plans = [
    aPlan({ creatives: [aCreative({ image, display_name: 'Ada' })], audience }),
    aPlan({ id: 'p2', objective: 'traffic', conversion: null, creatives: [aCreative({ id: 'c2', image })], ...soon }),
    aPlan({
      id: 'p3',
      objective: 'brand_awareness',
      conversion: null,
      audience: anAudience({ placements: [] }),
      creatives: [aCreative({ id: 'c3', image })],
    }),
    aPlan({
      id: 'p4',
      objective: 'leads',
      conversion: null,
      special_ad_categories: ['credit'],
      budget_type: 'lifetime',
      budget_amount: '900',
      creatives: [aCreative({ id: 'c4', image })],
      ...soon,
    }),
  ];
  const ids: string[] = [];
  for (const plan of plans) {
    await campaigns.rehearse(rig.connection(), plan);
    const made = await rig.publish(plan);
    for (const object of campaigns.objectsOf(plan)) {
      await campaigns.find(rig.connection(), plan, object, made);
      await campaigns.update(rig.connection(), plan, object, made.idOf(object.kind, object.key), made);
    }
    await rig.switchOn(plan, made);
    ids.push(made.idOf('campaign', plan.id));
  }
  await rig.event('spent', { campaign_id: ids[0], amount: 10 });
  await campaigns.standings(rig.connection(), ADVERTISER, ids);
  const rows: InsightRow[] = [];
  const query = { ad_account_id: ADVERTISER, since: '2026-01-01', until: today };
  for await (const page of campaigns.insights(rig.connection(), query)) rows.push(...page);
  for (const kind of ['interests', 'pixels'] as const) await campaigns.choices(rig.connection(), ADVERTISER, kind, 'a');
  await campaigns.remove(rig.connection(), plans[0]!, { kind: 'campaign', key: plans[0]!.id }, ids[0]!);
}

(spec === null ? describe.skip : describe)('campaigns at TikTok', () => {
  it('are made by calls that the published contract has nothing against', async () => {
    const rig = await TikTokRig.start();
    try {
      await doEverything(rig);
      const received = await rig.received();
      const refused = received.filter((one) => (JSON.parse(one.answer ?? '{}') as { code: number }).code !== 0);
      expect(refused.map((one) => `${one.method} ${one.url} ${one.answer}`)).toEqual([]);
      // The contract's parts of a body are not JSON: of the upload its path and parts are looked at below.
      const isUpload = (one: (typeof received)[number]): boolean =>
        (one.headers['content-type'] ?? '').startsWith('multipart/');
      const calls = received.filter((one) => !isUpload(one));
      expect(calls.length).toBeGreaterThan(60);
      const faults = calls.flatMap((one) => callFaults(spec!, openApiCall({ ...one, provider: 'tiktok' }, PREFIX)));
      expect([...new Set(faults)]).toEqual([]);
      const uploads = received.filter(isUpload);
      expect(new Set(uploads.map((one) => `${one.method} ${one.url.slice(PREFIX.length)}`))).toEqual(
        new Set(['POST /file/image/ad/upload/']),
      );
      const paths = new Set(calls.map((one) => new URL(one.url, 'http://sandbox').pathname.slice(PREFIX.length)));
      expect([...paths].sort()).toEqual([
        '/ad/create/',
        '/ad/get/',
        '/ad/status/update/',
        '/ad/update/',
        '/adgroup/create/',
        '/adgroup/get/',
        '/adgroup/status/update/',
        '/adgroup/update/',
        '/campaign/create/',
        '/campaign/get/',
        '/campaign/status/update/',
        '/campaign/update/',
        '/identity/create/',
        '/identity/get/',
        '/pixel/list/',
        '/report/integrated/get/',
        '/tool/interest_category/',
        '/tool/region/',
      ]);
    } finally {
      await rig.close();
    }
  });
});
