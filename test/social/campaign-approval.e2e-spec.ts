import { SpendGuard } from '../../src/modules/social/guard/spend-guard.js';
import { NetworkError } from '../../src/modules/social/networks/network.error.js';
import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import type { HttpClient } from '../support/http.js';
import { CAMPAIGNS, CampaignRig, fieldsOf } from './campaign-rig.js';
import { PictureHost, png } from './pictures.js';
import { ACCOUNTS, AD_ACCOUNT, LONG_TOKEN } from './social-rig.js';

const LINK = 'https://shop.example/winter';

describe('the approval of ad campaigns', () => {
  let rig: CampaignRig;
  let host: PictureHost;
  let http: HttpClient;

  beforeAll(async () => {
    host = await PictureHost.start();
    rig = await CampaignRig.start({ KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' });
  });
  afterAll(async () => {
    await rig.social.app.close();
    await host.close();
  });
  beforeEach(async () => {
    await rig.somebodyElse();
    ({ http } = rig);
    host.asked.length = 0;
    host.files.clear();
  });

  it('asks for everything that lacks at once', async () => {
    const { id } = (await http.post(CAMPAIGNS, { name: 'Bare', creatives: [{ primary_text: 'a', link_url: LINK }] }))
      .body.data as { id: string };
    const answer = await http.post(`${CAMPAIGNS}/${id}/submit`, {});
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer).sort()).toEqual([
      'budget_amount',
      'budget_type',
      'creatives.0.image_url',
      'objective',
      'social_account_id',
      'target_audience.countries',
    ]);
    expect((await http.get(`${CAMPAIGNS}/${id}`)).body.data.status).toBe('draft');
  });

  it('wants an end of a lifetime budget, and one that is not over', async () => {
    const lifetime = await rig.draft({ budget_type: 'lifetime' });
    expect(fieldsOf(await http.post(`${lifetime.path}/submit`, {}))).toEqual(['end_date']);
    const over = await rig.draft({ end_date: '2020-01-01T00:00:00Z' });
    expect(fieldsOf(await http.post(`${over.path}/submit`, {}))).toEqual(['end_date']);
    expect(rig.network.plans).toEqual([]);
  });

  it('asks the network with the account’s own token, and tells all that it would refuse', async () => {
    const creatives = [
      { primary_text: 'a', link_url: LINK, headline: 'x'.repeat(41), image_id: await rig.picture() },
      { primary_text: 'b', link_url: LINK, image_id: String((await rig.upload(png(600, 300))).body.data.id) },
    ];
    const { id, path } = await rig.draft({ budget_amount: '4', creatives, url_parameters: 'utm_source=ads' });
    rig.network.live = [{ field: 'conversion.pixel_id', reason: 'is not a pixel of the account' }];
    const answer = await http.post(`${path}/submit`, {});
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual([
      'budget_amount',
      'creatives.0.headline',
      'creatives.1.image_id',
      'conversion.pixel_id',
    ]);
    expect(rig.network.tokens).toEqual([LONG_TOKEN]);
    expect(rig.network.plans).toMatchObject([
      {
        id,
        platform: 'facebook',
        ad_account_id: AD_ACCOUNT,
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        budget_amount: '4',
        audience: { countries: ['DE'], genders: [] },
        creatives: [
          { name: 'Winter 1', link_url: `${LINK}?utm_source=ads`, display_name: 'KSAP Demo EUR' },
          { name: 'Winter 2' },
        ],
      },
    ]);
    // What is known to be wrong is told though the network cannot be asked.
    rig.network.trouble = new NetworkError('transient', { provider: 'fake', message: 'It rests' });
    expect(fieldsOf(await http.post(`${path}/submit`, {})).length).toBe(3);
  });

  it.each([
    ['token', 424, 'PROVIDER_AUTH_FAILED'],
    ['transient', 503, 'PROVIDER_UNAVAILABLE'],
    ['policy', 424, 'PROVIDER_REJECTED'],
  ] as const)('is not submitted when the network refuses to be asked: %s', async (refusal, status, code) => {
    const { path } = await rig.draft();
    rig.network.trouble = new NetworkError(refusal, { provider: 'fake', message: 'No' });
    expectRefusal(await http.post(`${path}/submit`, {}), status, code);
    expect((await http.get(path)).body.data.status).toBe('draft');
  });

  it('keeps the pictures as they are when it is submitted', async () => {
    const url = host.has('/a.png', png(500, 500, 10));
    const creatives = [
      { primary_text: 'a', link_url: LINK, image_url: url },
      { primary_text: 'b', link_url: LINK, image_url: url },
    ];
    const { id, path } = await rig.draft({ creatives, budget_amount: '20' });
    const answer = await rig.step(path, 'submit');
    expect(host.asked).toEqual(['/a.png']);
    expect(answer.body.data).toMatchObject({
      warnings: [],
      campaign: { status: 'pending_approval', approved_at: null },
    });
    const [first, second] = answer.body.data.campaign.creatives as { image_id: string; image: object }[];
    expect(first).toMatchObject({ image_url: url, image: { width: 500, height: 500 } });
    expect(second!.image_id).toBe(first!.image_id);
    host.has('/a.png', png(500, 500, 20));
    await rig.step(path, 'approve');
    expect(host.asked).toEqual(['/a.png']);
    expect((await http.delete(`/api/v1/social/images/${first!.image_id}`)).status).toBe(409);
    expect((await rig.rowOf(id)).approved_hash).toBe((await rig.rowOf(id)).submitted_hash);
  });

  it('says what would keep it from spending, and is submitted all the same', async () => {
    const guard = rig.social.app.nest.get(SpendGuard, { strict: false });
    jest.spyOn(guard, 'refusals').mockResolvedValue(['It would pass the daily cap of 10 EUR']);
    const { path } = await rig.draft();
    const { warnings, campaign } = (await rig.step(path, 'submit')).body.data;
    expect([warnings, campaign.status]).toEqual([['It would pass the daily cap of 10 EUR'], 'pending_approval']);
  });

  it('names every picture that cannot be had', async () => {
    host.files.set('/moved', { status: 302, headers: { location: 'http://10.0.0.1/a.png' }, body: Buffer.alloc(0) });
    const urls = [
      host.has('/page', Buffer.from('<html>')),
      `${host.url}/nowhere`,
      `${host.url}/moved`,
      'http://169.254.169.254/latest/meta-data',
      host.has('/half.png', png(50, 50).subarray(0, 60)),
      host.has('/large.png', png(50, 50, 1, 10 * 1024 * 1024)),
    ];
    const creatives = urls.map((image_url) => ({ primary_text: 'a', link_url: LINK, image_url }));
    const { path } = await rig.draft({ creatives });
    const answer = await http.post(`${path}/submit`, {});
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual(urls.map((_url, index) => `creatives.${index}.image_url`));
    expect(await rig.db.count('ad_images', 'user_id = $1 AND source_url IS NOT NULL', [rig.social.user.id])).toBe(0);
    expect(rig.network.plans).toEqual([]);
    host.files.set('/down', { status: 503, body: Buffer.alloc(0) });
    const [creative] = creatives;
    await http.put(path, { creatives: [{ ...creative, image_url: `${host.url}/down` }] });
    expectRefusal(await http.post(`${path}/submit`, {}), 503, 'PROVIDER_UNAVAILABLE');
  });

  it('is approved once, by whom, and as it is', async () => {
    const { id, path, etag } = await rig.submitted();
    const headers = { 'if-match': etag };
    const answers = await Promise.all([1, 2].map(() => http.post(`${path}/approve`, {}, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await http.get(path)).body.data).toMatchObject({ status: 'approved', approved_by: rig.social.user.id });
    expect((await rig.rowOf(id)).approved_hash).toMatch(/^[0-9a-f]{64}$/);
    expectRefusal(await http.post(`${path}/approve`, {}), 409, 'INVALID_STATE');
    expect(await rig.social.told('social.campaign_changed')).toBe(2);
  });

  it('gives the same answer again to the same key', async () => {
    const { path } = await rig.submitted();
    const headers = { 'idempotency-key': 'approve-1' };
    const first = await http.post(`${path}/approve`, {}, { headers });
    const again = await http.post(`${path}/approve`, {}, { headers });
    expect([first.status, again.text]).toEqual([200, first.text]);
  });

  it('is not approved when it is not what was submitted, or has become wrong since', async () => {
    const changed = await rig.submitted();
    await rig.set(changed.id, "budget_amount = '5000'");
    const answer = await http.post(`${changed.path}/approve`, {});
    expectRefusal(answer, 409, 'INVALID_STATE');
    expect(answer.body.error?.message).toContain('not what was submitted');
    const late = await rig.submitted({ end_date: '2030-01-01T00:00:00Z' });
    await rig.social.set(rig.accountId, "currency = 'USD'");
    expect(fieldsOf(await http.post(`${late.path}/approve`, {}))).toEqual(['social_account_id']);
  });

  it('goes to the one who was first: the approval or the edit', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id, path } = await rig.submitted();
      const [edited, judged] = await Promise.all([
        http.put(path, { budget_amount: '900' }),
        http.post(`${path}/approve`, {}),
      ]);
      expect(edited.status).toBe(200);
      expect([200, 409]).toContain(judged.status);
      // Whoever was first, the new amount is approved by nobody.
      expect(await rig.rowOf(id)).toMatchObject({ status: 'draft', approved_hash: null, approved_by: null });
    }
  });

  it('is not submitted when it is edited while the network looks at it', async () => {
    const { path } = await rig.draft();
    rig.network.meanwhile = () => http.put(path, { name: 'Quite another' });
    expectRefusal(await http.post(`${path}/submit`, {}), 409, 'CONFLICT');
    expect((await http.get(path)).body.data).toMatchObject({ status: 'draft', name: 'Quite another' });
  });

  it('asks again after any edit', async () => {
    const { id, path } = await rig.approved();
    const edited = await http.put(path, { name: 'Other' });
    expect(edited.body.data).toMatchObject({
      status: 'draft',
      submitted_at: null,
      approved_at: null,
      approved_by: null,
    });
    expect(await rig.rowOf(id)).toMatchObject({ approved_hash: null, submitted_hash: null });
    expectRefusal(await http.post(`${path}/approve`, {}), 409, 'INVALID_STATE');
    await rig.step(path, 'submit');
    await rig.step(path, 'approve');
  });

  it('is rejected with a reason, also after it was approved, and can be submitted again', async () => {
    const { id, path } = await rig.approved();
    expect(fieldsOf(await http.post(`${path}/reject`, {}))).toEqual(['reason']);
    const rejected = await rig.step(path, 'reject', { reason: 'Too dear' });
    expect(rejected.body.data).toMatchObject({ status: 'rejected', status_reason: 'Too dear', approved_at: null });
    expect((await rig.rowOf(id)).approved_hash).toBeNull();
    await rig.step(path, 'submit');
    expect((await http.get(path)).body.data.status_reason).toBeNull();
    await rig.set(id, "status = 'active'");
    expectRefusal(await http.post(`${path}/reject`, { reason: 'Late' }), 409, 'INVALID_STATE');
  });

  it('has every step in its history, the newest first', async () => {
    const { path } = await rig.approved();
    await http.put(path, { name: 'Other', caps: { total: '100' } });
    await rig.step(path, 'submit');
    await rig.step(path, 'reject', { reason: 'No' });
    const { items } = await page(http, `${path}/history`);
    const { id } = rig.social.user;
    expect(items).toMatchObject([
      { step: 'reject', from: 'pending_approval', to: 'rejected', by: 'user', user_id: id, reason: 'No' },
      { step: 'submit', from: 'draft', to: 'pending_approval' },
      { step: 'edit', from: 'approved', to: 'draft', fields: ['name', 'spend_cap'] },
      { step: 'approve', from: 'pending_approval', to: 'approved', reason: null },
      { step: 'submit', from: 'draft', to: 'pending_approval' },
      { step: 'create', from: null, to: 'draft' },
    ]);
    const first = await http.get(`${path}/history?limit=4`);
    const next = await http.get(`${path}/history?limit=4&cursor=${String(first.body.data.page.next_cursor)}`);
    expect(next.body.data.items).toMatchObject([{ step: 'submit' }, { step: 'create' }]);
  });

  it('finds what can be named, at the network', async () => {
    const choices = `${ACCOUNTS}/${rig.accountId}/choices`;
    const found = await http.get(`${choices}?kind=interests&q=hiking`);
    expect(found.body.data.items).toMatchObject([
      { name: `hiking of ${AD_ACCOUNT}`, path: ['interests'], size_max: null },
    ]);
    for (const query of ['', '?kind=spells', '?kind=pixels&q=', '?kind=pixels&limit=5']) {
      expectRefusal(await http.get(choices + query), 400, 'VALIDATION_ERROR');
    }
    rig.network.trouble = new NetworkError('token', { provider: 'fake', message: 'No' });
    expectRefusal(await http.get(`${choices}?kind=pixels`), 424, 'PROVIDER_AUTH_FAILED');
    await rig.social.set(rig.accountId, 'access_token = NULL');
    expectRefusal(await http.get(`${choices}?kind=pixels`), 409, 'INVALID_STATE');
  });
});
