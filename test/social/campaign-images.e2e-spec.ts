import { ImageLimits } from '../../src/modules/social/images/image-limits.js';
import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { added, type Door, doorsOf, fieldsOf as proxyOf } from '../proxies/rig.js';
import { closedPort } from '../proxies/transport.contract.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { CampaignRig, fieldsOf, IMAGES } from './campaign-rig.js';
import { jpeg, PictureHost, png } from './pictures.js';
import { OTHER_AD_ACCOUNT } from './social-rig.js';

describe('pictures for ads', () => {
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
  });

  const kept = (): Promise<number> => rig.db.count('ad_images', 'user_id = $1', [rig.social.user.id]);

  it('are kept as they come, and given back so that no browser runs them', async () => {
    const picture = png(320, 180);
    const answer = await rig.upload(picture, 'image/png', '?name=Winter');
    expect(answer.status).toBe(201);
    const { id } = answer.body.data as { id: string };
    expect(answer.headers.get('location')).toBe(`${IMAGES}/${id}`);
    expect(answer.body.data).toMatchObject({
      name: 'Winter',
      content_type: 'image/png',
      width: 320,
      height: 180,
      size: picture.length,
      source_url: null,
      content_url: `${IMAGES}/${id}/content`,
    });
    expect((await http.get(`${IMAGES}/${id}`)).body.data).toEqual(answer.body.data);
    const content = await http.fetch(`${IMAGES}/${id}/content`);
    expect(Buffer.from(await content.arrayBuffer()).equals(picture)).toBe(true);
    expect(content.headers.get('content-type')).toBe('image/png');
    expect(content.headers.get('x-content-type-options')).toBe('nosniff');
    expect(content.headers.get('content-disposition')).toBe(`attachment; filename="${id}.png"`);
    expect(content.headers.get('content-security-policy')).toContain('sandbox');
    expect(content.headers.get('cache-control')).toBe('no-store');
  });

  it('are what their content says, whatever they are called', async () => {
    const upright = await rig.upload(jpeg(400, 300), 'image/png');
    expect(upright.body.data).toMatchObject({ content_type: 'image/jpeg', width: 400, height: 300 });
    const lying = await rig.upload(jpeg(400, 300, true), 'image/jpeg');
    expect(lying.body.data).toMatchObject({ width: 300, height: 400 });
  });

  it('come as the file of a form, too', async () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(png(10, 10))], { type: 'image/png' }), '../../etc/passwd.svg');
    const answer = await http.fetch(IMAGES, { method: 'POST', body: form });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ data: { name: null, width: 10 } });
  });

  it('are kept once', async () => {
    const picture = png(20, 20);
    const [first, again] = [await rig.upload(picture), await rig.upload(picture, 'image/jpeg', '?name=B')];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.data).toEqual(first.body.data);
    const both = await Promise.all([rig.upload(png(21, 21)), rig.upload(png(21, 21))]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(await kept()).toBe(2);
    await rig.somebodyElse();
    const others = await rig.upload(picture);
    expect([others.status, others.body.data.id === first.body.data.id]).toEqual([201, false]);
  });

  it.each<[string, Buffer, number, string]>([
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a drawing',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['half a PNG', png(50, 50).subarray(0, 60), 400, 'VALIDATION_ERROR'],
    ['a PNG without an end', png(50, 50).subarray(0, -12), 400, 'VALIDATION_ERROR'],
    [
      'a damaged PNG',
      Buffer.concat([png(50, 50).subarray(0, 20), Buffer.from([9]), png(50, 50).subarray(21)]),
      400,
      'VALIDATION_ERROR',
    ],
    ['a JPEG without an end', jpeg(50, 50).subarray(0, -2), 400, 'VALIDATION_ERROR'],
    ['a JPEG of nothing', Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 400, 'VALIDATION_ERROR'],
    ['a picture of no height', png(1, 0), 400, 'VALIDATION_ERROR'],
    ['one wider than a street', png(30_001, 1), 400, 'VALIDATION_ERROR'],
    ['one that is too large', png(50, 50, 1, 10 * 1024 * 1024), 413, 'PAYLOAD_TOO_LARGE'],
    ['nothing', Buffer.alloc(0), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('are not %s', async (_what, body, status, code) => {
    expectRefusal(await rig.upload(body), status, code);
    expect(await kept()).toBe(0);
  });

  it('are not taken as anything else than pictures, nor pictures elsewhere', async () => {
    expectRefusal(await rig.upload(png(9, 9), 'image/gif'), 415, 'UNSUPPORTED_MEDIA_TYPE');
    expectRefusal(await rig.upload(png(9, 9), 'text/csv'), 415, 'UNSUPPORTED_MEDIA_TYPE');
    const raw = new Uint8Array(png(9, 9));
    const headers = { 'content-type': 'image/png' };
    expectRefusal(
      await http.request('POST', '/api/v1/social/campaigns', { raw, headers }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
    const store = '/api/v1/stores/00000000-0000-4000-8000-000000000000/products/import';
    expectRefusal(await http.request('POST', store, { raw, headers }), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('keeps a reader that looks for markers byte by byte from being kept busy', async () => {
    const busy = Buffer.concat([
      jpeg(10, 10).subarray(0, -2),
      Buffer.alloc(9 * 1024 * 1024),
      Buffer.from([0xff, 0xd9]),
    ]);
    const noise = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(9 * 1024 * 1024)]);
    const begun = performance.now();
    expect((await rig.upload(busy, 'image/jpeg')).status).toBe(201);
    expect((await rig.upload(noise, 'image/jpeg')).status).toBe(400);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  it('are no more than one may keep', async () => {
    const limits = rig.social.app.nest.get(ImageLimits, { strict: false });
    const { most_bytes, most_images } = limits;
    try {
      await rig.upload(png(30, 30));
      limits.most_images = 1;
      const second = await rig.upload(png(31, 31));
      expectRefusal(second, 409, 'CONFLICT');
      expect(second.body.error?.details).toMatchObject({ images: 1, limit_images: 1 });
      expect((await rig.upload(png(30, 30))).status).toBe(200);
      Object.assign(limits, { most_images, most_bytes: png(30, 30).length });
      expectRefusal(await rig.upload(png(31, 31)), 409, 'CONFLICT');
      expect(await kept()).toBe(1);
    } finally {
      Object.assign(limits, { most_bytes, most_images });
    }
  });

  it('are fetched from where they are said to be', async () => {
    const url = host.has('/b.png', png(40, 40));
    host.files.set('/moved', { status: 302, headers: { location: '/b.png' }, body: Buffer.alloc(0) });
    const answer = await http.post(`${IMAGES}?name=B`, { url });
    expect([answer.status, answer.body.data.source_url, answer.body.data.name]).toEqual([201, url, 'B']);
    expect((await http.post(IMAGES, { url: `${host.url}/moved` })).status).toBe(200);
    expect((await page(http, `${IMAGES}?q=b.png`)).items.length).toBe(1);
    expect((await page(http, `${IMAGES}?q=c.png`)).items.length).toBe(0);
  });

  it.each([
    'http://10.0.0.1/a.png',
    'http://169.254.169.254/',
    'http://[::ffff:10.0.0.1]/',
    'https://u:p@a.example/',
    'file:///etc/passwd',
    'http://0x7f.1/',
    'http://pictures.invalid/a.png',
  ])('are not fetched from %s', async (url) => {
    const answer = await http.post(IMAGES, { url });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual(['url']);
  });

  it('are not fetched without an address, nor by another’s account', async () => {
    expect(fieldsOf(await http.post(IMAGES, {}))).toEqual(['url']);
    const { accountId } = rig;
    await rig.somebodyElse();
    const answer = await rig.http.post(IMAGES, { url: host.has('/c.png', png(5, 5)), social_account_id: accountId });
    expect(fieldsOf(answer)).toEqual(['social_account_id']);
    expect(host.asked).toEqual([]);
  });

  it('are fetched through the account’s proxy, or not at all', async () => {
    const doors: Map<string, Door> = await doorsOf(rig.social.app.sandbox);
    const door = await added(http, proxyOf(doors.get('http')!));
    const closed = await added(http, { protocol: 'http', host: '127.0.0.1', port: await closedPort() });
    const { id, path } = await rig.social.added({ account_id: OTHER_AD_ACCOUNT, proxy_id: door.id });
    const url = host.has('/d.png', png(60, 60));
    expect((await http.post(IMAGES, { url, social_account_id: id })).status).toBe(201);
    expect(host.asked).toEqual(['/d.png']);
    await rig.social.set(id, `proxy_id = '${closed.id}'`);
    expectRefusal(await http.post(IMAGES, { url, social_account_id: id }), 503, 'PROVIDER_UNAVAILABLE');
    const creatives = [{ primary_text: 'a', link_url: 'https://a.example', image_url: url }];
    const campaign = await rig.draft({ social_account_id: id, creatives });
    expectRefusal(await http.post(`${campaign.path}/submit`, {}), 503, 'PROVIDER_UNAVAILABLE');
    expect(host.asked).toEqual(['/d.png']);
    await http.delete(path);
  });

  it('stay while a campaign shows them, and go when none does', async () => {
    const { path, data } = await rig.draft();
    const [{ image_id: id }] = data.creatives as [{ image_id: string }];
    const refused = await http.delete(`${IMAGES}/${id}`);
    expectRefusal(refused, 409, 'CONFLICT');
    expect(refused.body.error?.details.campaigns).toMatchObject([{ id: data.id, name: 'Winter' }]);
    await http.delete(path);
    expect((await http.delete(`${IMAGES}/${id}`)).status).toBe(200);
    expectRefusal(await http.get(`${IMAGES}/${id}/content`), 404, 'NOT_FOUND');
  });

  it('are in a campaign or gone, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await rig.picture(round);
      const body = await rig.whole({ creatives: [{ primary_text: 'a', link_url: 'https://a.example', image_id: id }] });
      const [made, deleted] = await Promise.all([
        http.post('/api/v1/social/campaigns', body),
        http.delete(`${IMAGES}/${id}`),
      ]);
      expect([
        [201, 409],
        [400, 200],
      ]).toContainEqual([made.status, deleted.status]);
    }
  });

  it('are nobody else’s', async () => {
    const id = await rig.picture();
    const stranger = await as(rig.social.app.http, await aUser(rig.db));
    const path = `${IMAGES}/${id}`;
    for (const answer of [
      await stranger.get(path),
      await stranger.get(`${path}/content`),
      await stranger.delete(path),
    ]) {
      expectRefusal(answer, 404, 'NOT_FOUND');
    }
    expect((await page(stranger, IMAGES)).items).toEqual([]);
    expect(await kept()).toBe(1);
  });
});
