import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import type { HttpClient } from '../support/http.js';
import { CampaignRig, fieldsOf } from './campaign-rig.js';
import { OTHER_AD_ACCOUNT } from './social-rig.js';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('edits of ad campaigns', () => {
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

  it('changes what is given, keeps ads by their ids, and clears what is null', async () => {
    const { path, data } = await rig.draft({
      end_date: '2030-12-20T22:00:00Z',
      caps: { total: '500.00', daily: '40.00' },
    });
    const [ad] = data.creatives as { id: string; image_id: string }[];
    const { image_id } = ad!;
    const link = 'https://shop.example/winter';
    const changed = await http.put(path, {
      end_date: null,
      caps: { daily: null },
      creatives: [
        { primary_text: 'Another', link_url: link, image_id },
        { id: ad!.id.toUpperCase(), primary_text: 'The same, told better', link_url: link, image_id },
      ],
    });
    expect(changed.status).toBe(200);
    const { creatives } = changed.body.data as { creatives: { id: string }[] };
    expect(creatives[1]!.id).toBe(ad!.id);
    expect(creatives[0]!.id).not.toBe(ad!.id);
    expect(changed.body.data).toMatchObject({
      end_date: null,
      caps: { total: '500.00', daily: null },
      objective: 'traffic',
      budget_amount: '20.50',
    });
    const again = [
      { id: ad!.id, primary_text: 'a', link_url: link },
      { id: ad!.id, primary_text: 'b', link_url: link },
    ];
    expect(fieldsOf(await http.put(path, { creatives: again }))).toEqual(['creatives.1.id']);
    expect(
      fieldsOf(await http.put(path, { name: null, creatives: [{ id: NOWHERE, primary_text: 'a', link_url: link }] })),
    ).toEqual(['name']);
    expect(fieldsOf(await http.put(path, { creatives: [{ id: NOWHERE, primary_text: 'a', link_url: link }] }))).toEqual(
      ['creatives.0.id'],
    );
  });

  it('forgets the picture of an ad that is to show another address’s', async () => {
    const { id, path, data } = await rig.draft();
    const [ad] = data.creatives as { id: string; image_id: string }[];
    const mine = { id: ad!.id, primary_text: 'a', link_url: 'https://a.example', image_id: ad!.image_id };
    await rig.set(id, `creatives = jsonb_set(creatives, '{0,image_url}', '"https://a.example/1.png"')`);
    const same = await http.put(path, { creatives: [{ ...mine, image_url: 'https://a.example/1.png' }] });
    expect(same.body.data.creatives).toMatchObject([{ image_id: ad!.image_id }]);
    const moved = await http.put(path, { creatives: [{ ...mine, image_url: 'https://a.example/2.png' }] });
    expect(moved.body.data.creatives).toMatchObject([{ image_id: null, image: null }]);
  });

  it('takes the currency of another account, and holds the amounts against it', async () => {
    const { path } = await rig.draft();
    const dollars = await rig.social.added({ account_id: OTHER_AD_ACCOUNT });
    expect((await http.put(path, { social_account_id: dollars.id })).body.data.currency).toBe('USD');
    await rig.social.set(dollars.id, "currency = 'JPY'");
    expect(fieldsOf(await http.put(path, { name: 'Yen' }))).toEqual(['budget_amount']);
    const yen = await http.put(path, { name: 'Yen', budget_amount: '2000' });
    expect(yen.body.data).toMatchObject({ currency: 'JPY', budget_amount: '2000' });
    expect((await http.put(path, { social_account_id: null })).body.data).toMatchObject({
      currency: null,
      platform: null,
    });
  });

  it('lets one of two edits of one version through', async () => {
    const { path, etag } = await rig.draft();
    const headers = { 'if-match': etag };
    const answers = await Promise.all(['A', 'B', 'C'].map((name) => http.put(path, { name }, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it('says nothing new: nothing happens', async () => {
    const { id, path, data, etag } = await rig.approved();
    const { name, objective, target_audience, caps } = data;
    const same = await http.put(path, { name, objective, target_audience, caps, budget_amount: '20.5000' });
    expect([same.body.data.status, same.headers.get('etag')]).toEqual(['approved', etag]);
    expect((await rig.rowOf(id)).approved_hash).not.toBeNull();
  });

  it('fixes account, objective and kind of budget once it is at the network', async () => {
    const { id, path } = await rig.approved();
    await rig.isThere(id);
    expectRefusal(await http.put(path, { name: 'B' }), 409, 'INVALID_STATE');
    await rig.set(id, "status = 'paused', paused_by = 'user'");
    const answer = await http.put(path, { objective: 'leads', budget_type: 'lifetime', social_account_id: null });
    expect(fieldsOf(answer).sort()).toEqual(['budget_type', 'objective', 'social_account_id']);
    const edited = await http.put(path, { name: 'B', budget_amount: '30.00' });
    expect(edited.body.data).toMatchObject({ status: 'draft', approved_at: null, paused_by: null, name: 'B' });
  });

  it('lowers caps of what runs without another approval, and raises none', async () => {
    const { id, path } = await rig.approved();
    await rig.isThere(id);
    const set = await http.put(path, { caps: { total: '100.00', daily: '25.00' } });
    expect(set.body.data).toMatchObject({ status: 'active', caps: { total: '100.00', daily: '25.00' } });
    expect((await http.put(path, { caps: { daily: '24.00' } })).body.data).toMatchObject({
      status: 'active',
      caps: { total: '100.00', daily: '24.00' },
    });
    for (const caps of [{ daily: '24.01' }, { total: null }, { total: '90.00', daily: '25.00' }]) {
      expectRefusal(await http.put(path, { caps }), 409, 'INVALID_STATE');
    }
    expectRefusal(await http.put(path, { caps: { daily: '20.00' }, name: 'B' }), 409, 'INVALID_STATE');
    expect((await rig.rowOf(id)).approved_hash).not.toBeNull();
    const history = await page(http, `${path}/history`);
    expect(history.items[0]).toMatchObject({
      step: 'lower_caps',
      from: 'active',
      to: 'active',
      fields: ['daily_spend_cap'],
    });
  });
});
