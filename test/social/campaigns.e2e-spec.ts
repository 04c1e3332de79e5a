import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { as } from '../support/as.js';
import { aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { CAMPAIGNS, CampaignRig, fieldsOf } from './campaign-rig.js';
import { ACCOUNTS, ADVERTISER } from './social-rig.js';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('ad campaigns', () => {
  let rig: CampaignRig;
  let http: HttpClient;

  beforeAll(async () => {
    rig = await CampaignRig.start();
  });
  afterAll(() => rig.social.app.close());
  beforeEach(async () => {
    await rig.somebodyElse();
    ({ http } = rig);
  });

  describe('POST', () => {
    it('drafts a campaign by its name alone', async () => {
      const answer = await http.post(CAMPAIGNS, { name: '  Later  ' });
      expect(answer.status).toBe(201);
      const { id } = answer.body.data as { id: string };
      expect(answer.headers.get('location')).toBe(`${CAMPAIGNS}/${id}`);
      expect(answer.body.data).toMatchObject({
        name: 'Later',
        status: 'draft',
        status_reason: null,
        platform: null,
        currency: null,
        creatives: [],
        special_ad_categories: [],
        caps: { total: null, daily: null },
        approved_by: null,
      });
      const got = await http.get(`${CAMPAIGNS}/${id}`);
      expect(got.body.data).toEqual(answer.body.data);
      expect(got.headers.get('etag')).toBe(answer.headers.get('etag'));
    });

    it('keeps all that is said, with the account’s currency, and whole audiences', async () => {
      const store = await aStore(rig.db, { user_id: rig.social.user.id });
      const { data } = await rig.draft({
        store_id: store.id,
        start_date: '2030-12-01T08:00:00+02:00',
        end_date: '2030-12-20T22:00:00Z',
        special_ad_categories: ['housing'],
        advertiser: { beneficiary: 'A', payor: 'B' },
        conversion: { pixel_id: '3000000001', event: 'purchase' },
        url_parameters: 'utm_source=ads&utm_campaign={{campaign.name}}',
        caps: { total: '0500.00', daily: '40.00' },
      });
      expect(data).toMatchObject({
        platform: 'facebook',
        store_id: store.id,
        social_account_id: rig.accountId,
        currency: 'EUR',
        budget_amount: '20.50',
        start_date: '2030-12-01T06:00:00.000Z',
        end_date: '2030-12-20T22:00:00.000Z',
        target_audience: {
          countries: ['DE'],
          age_min: 25,
          age_max: 54,
          genders: [],
          interests: [],
          custom_audiences: [],
          excluded_custom_audiences: [],
          placements: [],
        },
        special_ad_categories: ['housing'],
        advertiser: { beneficiary: 'A', payor: 'B' },
        conversion: { pixel_id: '3000000001', event: 'purchase' },
        url_parameters: 'utm_source=ads&utm_campaign={{campaign.name}}',
        caps: { total: '500.00', daily: '40.00' },
      });
      const [creative] = data.creatives as Record<string, unknown>[];
      expect(creative).toMatchObject({
        primary_text: 'New.\nWarm.',
        headline: null,
        image: { width: 600, height: 600 },
      });
    });

    it('makes one campaign of one key', async () => {
      const body = await rig.whole();
      const headers = { 'idempotency-key': 'once' };
      const [first, again] = [
        await http.post(CAMPAIGNS, body, { headers }),
        await http.post(CAMPAIGNS, body, { headers }),
      ];
      expect(again.text).toBe(first.text);
      expect((await page(http, CAMPAIGNS)).items.length).toBe(1);
    });

    it.each<[string, object, string]>([
      ['no name', { name: '' }, 'name'],
      ['a name of two lines', { name: 'a\nb' }, 'name'],
      ['a name that is too long', { name: '😀'.repeat(256) }, 'name'],
      ['an unknown objective', { objective: 'fame' }, 'objective'],
      ['an amount that is a number', { budget_amount: 20 }, 'budget_amount'],
      ['no amount', { budget_amount: '0.00' }, 'budget_amount'],
      ['more digits than the currency has', { budget_amount: '20.505' }, 'budget_amount'],
      ['a cap with such', { caps: { daily: '1.001' } }, 'caps.daily'],
      ['a cap below nothing', { caps: { total: '-1' } }, 'caps.total'],
      ['a day that is no time', { start_date: '2030-12-01' }, 'start_date'],
      ['a time without a zone', { start_date: '2030-12-01T00:00:00' }, 'start_date'],
      ['a day that the calendar has not', { end_date: '2030-02-30T00:00:00Z' }, 'end_date'],
      ['an end before the start', { start_date: '2030-12-02T00:00:00Z', end_date: '2030-12-01T00:00:00Z' }, 'end_date'],
      ['a country that is none', { target_audience: { countries: ['ZZ'] } }, 'target_audience.countries'],
      ['children', { target_audience: { age_min: 12 } }, 'target_audience.age_min'],
      ['ages the wrong way round', { target_audience: { age_min: 40, age_max: 30 } }, 'target_audience.age_max'],
      ['a placement twice', { target_audience: { placements: ['feed', 'feed'] } }, 'target_audience.placements'],
      [
        'an audience in and out',
        { target_audience: { custom_audiences: ['7'], excluded_custom_audiences: ['7'] } },
        'target_audience.excluded_custom_audiences',
      ],
      ['an unknown word in the audience', { target_audience: { mood: 'good' } }, 'target_audience.mood'],
      ['ads that are no list', { creatives: {} }, 'creatives'],
      ['no ads at all', { creatives: null }, 'creatives'],
      [
        'a script as a link',
        { creatives: [{ primary_text: 'a', link_url: 'javascript:alert(1)' }] },
        'creatives.0.link_url',
      ],
      [
        'a link with a password',
        { creatives: [{ primary_text: 'a', link_url: 'https://a:b@c.example' }] },
        'creatives.0.link_url',
      ],
      [
        'an ad with a bell',
        { creatives: [{ primary_text: 'a\u0007', link_url: 'https://a.example' }] },
        'creatives.0.primary_text',
      ],
      [
        'an ad with an id of its own',
        { creatives: [{ id: NOWHERE, primary_text: 'a', link_url: 'https://a.example' }] },
        'creatives.0.id',
      ],
      [
        'a picture that is not there',
        { creatives: [{ primary_text: 'a', link_url: 'https://a.example', image_id: NOWHERE }] },
        'creatives.0.image_id',
      ],
      ['parameters that are an address', { url_parameters: 'https://a.example/?b' }, 'url_parameters'],
      ['an event without a pixel', { conversion: { event: 'purchase' } }, 'conversion.pixel_id'],
      ['a status', { status: 'active' }, 'status'],
    ])('refuses %s', async (_what, fields, field) => {
      const answer = await http.post(CAMPAIGNS, { name: 'A', social_account_id: rig.accountId, ...fields });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(fieldsOf(answer)).toEqual([field]);
      expect(await rig.db.count('ad_campaigns', 'user_id = $1', [rig.social.user.id])).toBe(0);
    });

    it('takes texts for what they are', async () => {
      const hostile = '\'); DROP TABLE ad_campaigns; -- <script>"\\ \u202e \u{1f9e5}';
      const { data } = await rig.draft({
        name: hostile,
        creatives: [{ primary_text: ' a\r\nb\rc ', headline: hostile, link_url: 'https://a.example/?q=ä' }],
      });
      expect(data.name).toBe(hostile);
      expect(data.creatives).toMatchObject([{ primary_text: 'a\nb\nc', headline: hostile }]);
    });

    it('knows of others’ stores, accounts and pictures as little as of none', async () => {
      const picture = await rig.picture();
      const { accountId } = rig;
      const store = await aStore(rig.db, { user_id: rig.social.user.id });
      await rig.somebodyElse();
      const answer = await rig.http.post(CAMPAIGNS, {
        name: 'A',
        store_id: store.id,
        social_account_id: accountId,
        creatives: [{ primary_text: 'a', link_url: 'https://a.example', image_id: picture }],
      });
      expect(fieldsOf(answer).sort()).toEqual(['creatives.0.image_id', 'social_account_id', 'store_id']);
    });
  });

  it('lists by status, platform, account, store, objective and text, a page at a time', async () => {
    const store = await aStore(rig.db, { user_id: rig.social.user.id });
    await rig.draft({ name: 'Able', store_id: store.id });
    await rig.submitted({ name: 'Baker 100%', objective: 'leads' });
    const tiktok = await rig.social.added({
      platform: 'tiktok',
      access_token: 'sandbox-tiktok-token',
      account_id: ADVERTISER,
    });
    await http.post(CAMPAIGNS, { name: 'Charlie', social_account_id: tiktok.id });
    const names = async (query: string): Promise<string[]> =>
      (await page(http, `${CAMPAIGNS}?sort=name&${query}`)).items.map(({ name }) => String(name));
    expect(await names('')).toEqual(['Able', 'Baker 100%', 'Charlie']);
    expect(await names('status=pending_approval')).toEqual(['Baker 100%']);
    expect(await names('status=draft')).toEqual(['Able', 'Charlie']);
    expect(await names('platform=tiktok')).toEqual(['Charlie']);
    expect(await names(`social_account_id=${rig.accountId}`)).toEqual(['Able', 'Baker 100%']);
    expect(await names(`store_id=${store.id}`)).toEqual(['Able']);
    expect(await names('objective=leads')).toEqual(['Baker 100%']);
    expect(await names('q=0%25')).toEqual(['Baker 100%']);
    expect(await names('q=_')).toEqual([]);
    const first = await http.get(`${CAMPAIGNS}?limit=2&include_total=true`);
    expect(first.body.data.page).toMatchObject({ has_more: true, total: 3 });
    const next = await http.get(`${CAMPAIGNS}?limit=2&cursor=${String(first.body.data.page.next_cursor)}`);
    expect(next.body.data.items).toMatchObject([{ name: 'Able' }]);
    expect((await http.get(`${CAMPAIGNS}?status=lost`)).status).toBe(400);
  });

  describe('DELETE', () => {
    it('hides a draft, under the version that was read', async () => {
      const { id, path, etag } = await rig.draft();
      expectRefusal(await http.delete(path, { headers: { 'if-match': '"old"' } }), 412, 'PRECONDITION_FAILED');
      expect((await http.delete(path, { headers: { 'if-match': etag } })).status).toBe(200);
      for (const answer of [await http.get(path), await http.put(path, { name: 'B' }), await http.delete(path)]) {
        expectRefusal(answer, 404, 'NOT_FOUND');
      }
      expect((await page(http, CAMPAIGNS)).items).toEqual([]);
      expect((await rig.rowOf(id)).deleted_at).not.toBeNull();
    });

    it('wants one that runs paused first, and deletes it at the network then', async () => {
      const { id, path } = await rig.approved();
      await rig.isThere(id);
      const refused = await http.delete(path);
      expectRefusal(refused, 409, 'INVALID_STATE');
      expect(refused.body.error?.message).toContain('pause it first');
      await rig.set(id, "status = 'paused'");
      expect((await http.delete(path)).status).toBe(200);
      expectRefusal(await http.get(path), 404, 'NOT_FOUND');
      // At the network it goes by a job.
      await until(
        'it is gone there',
        () => Promise.resolve(rig.network.removed),
        (ids) => ids.includes('1200000001'),
      );
    });

    it('waits for what is being published', async () => {
      const { id, path } = await rig.approved();
      await rig.set(id, "status = 'publishing'");
      expectRefusal(await http.delete(path), 409, 'INVALID_STATE');
    });
  });

  it('stays when its account is removed, says so, and is not approved any more', async () => {
    const { id, path } = await rig.submitted();
    const account = `${ACCOUNTS}/${rig.accountId}`;
    await rig.set(id, "status = 'active'");
    const refused = await http.delete(account);
    expectRefusal(refused, 409, 'INVALID_STATE');
    expect(refused.body.error?.message).toContain('pause its active campaigns first');
    expect((await http.get(account)).body.data.has_credentials).toBe(true);
    await rig.isThere(id);
    await rig.set(id, "status = 'paused'");
    await rig.db.query("UPDATE ad_campaign_objects SET run_state = 'switching' WHERE campaign_id = $1", [id]);
    expectRefusal(await http.delete(account), 409, 'INVALID_STATE');
    await rig.db.query('DELETE FROM ad_campaign_objects WHERE campaign_id = $1', [id]);
    await rig.set(id, "status = 'pending_approval', published_at = NULL");
    expect((await http.delete(account)).status).toBe(200);
    expect((await http.get(path)).body.data).toMatchObject({
      status: 'pending_approval',
      status_reason: 'Its account was removed',
      platform: 'facebook',
    });
    expect(fieldsOf(await http.post(`${path}/approve`, {}))).toEqual(['social_account_id']);
    expect((await http.put(path, { name: 'Kept' })).body.data).toMatchObject({ status: 'draft', currency: 'EUR' });
    expect(fieldsOf(await http.post(`${path}/submit`, {}))).toEqual(['social_account_id']);
    expect((await rig.social.added()).id).toBe(rig.accountId);
    expect((await http.get(path)).body.data.status_reason).toBeNull();
    await rig.step(path, 'submit');
  });

  it('is nobody else’s, whatever they ask', async () => {
    const { id, path } = await rig.submitted();
    const before = await rig.rowOf(id);
    const stranger = await as(rig.social.app.http, await aUser(rig.db));
    const answers = await Promise.all([
      stranger.get(path),
      stranger.put(path, { name: 'Theirs' }),
      stranger.delete(path),
      stranger.get(`${path}/history`),
      stranger.post(`${path}/submit`, {}),
      stranger.post(`${path}/approve`, {}),
      stranger.post(`${path}/reject`, { reason: 'no' }),
      stranger.get(`${ACCOUNTS}/${rig.accountId}/choices?kind=pixels`),
    ]);
    for (const answer of answers) expectRefusal(answer, 404, 'NOT_FOUND');
    expect((await page(stranger, CAMPAIGNS)).items).toEqual([]);
    expect(await rig.rowOf(id)).toEqual(before);
  });
});
