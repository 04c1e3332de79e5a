import type { Answer } from '../support/http.js';
import { FakeCampaigns } from './fake-campaigns.js';
import { png } from './pictures.js';
import { SocialRig } from './social-rig.js';

export const CAMPAIGNS = '/api/v1/social/campaigns';
export const IMAGES = '/api/v1/social/images';

interface Made {
  id: string;
  path: string;
  etag: string;
  data: Record<string, unknown>;
}

/** A person with an account, and campaigns on a network that knows a few rules. */
export class CampaignRig {
  /** Of the person's account. */
  accountId = '';

  private constructor(
    readonly social: SocialRig,
    readonly network: FakeCampaigns,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<CampaignRig> {
    const social = await SocialRig.start(env);
    return new CampaignRig(social, FakeCampaigns.on(social.app));
  }

  get http() {
    return this.social.http;
  }

  get db() {
    return this.social.app.db;
  }

  async somebodyElse(): Promise<void> {
    await this.social.somebodyElse();
    this.accountId = (await this.social.added()).id;
    this.network.plans.length = 0;
    this.network.tokens.length = 0;
    this.network.live = [];
    this.network.trouble = null;
    this.network.meanwhile = () => Promise.resolve();
  }

  upload(picture: Buffer, type = 'image/png', query = ''): Promise<Answer> {
    const raw = new Uint8Array(picture);
    return this.http.request('POST', IMAGES + query, { raw, headers: { 'content-type': type } });
  }

  async picture(shade = 128): Promise<string> {
    return String((await this.upload(png(600, 600, shade))).body.data.id);
  }

  /** What is needed to be submitted. */
  async whole(fields: object = {}): Promise<Record<string, unknown>> {
    return {
      name: 'Winter',
      social_account_id: this.accountId,
      objective: 'traffic',
      budget_type: 'daily',
      budget_amount: '20.50',
      target_audience: { countries: ['DE'], age_min: 25, age_max: 54 },
      creatives: [
        { primary_text: 'New.\nWarm.', link_url: 'https://shop.example/winter', image_id: await this.picture() },
      ],
      ...fields,
    };
  }

  async draft(fields: object = {}): Promise<Made> {
    return made(await this.http.post(CAMPAIGNS, await this.whole(fields)), 201);
  }

  async submitted(fields: object = {}): Promise<Made> {
    const { path } = await this.draft(fields);
    await this.step(path, 'submit');
    return made(await this.http.get(path), 200);
  }

  async approved(fields: object = {}): Promise<Made> {
    const { path } = await this.submitted(fields);
    return made(await this.step(path, 'approve'), 200);
  }

  /** Makes a step, which must go through. */
  async step(path: string, step: string, body: object = {}): Promise<Answer> {
    const answer = await this.http.post(`${path}/${step}`, body);
    if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${answer.text}`);
    return answer;
  }

  rowOf(id: string): Promise<Record<string, unknown>> {
    return this.db.one('SELECT * FROM ad_campaigns WHERE id = $1', [id]);
  }

  /** What its publishing would do to it. */
  set(id: string, columns: string): Promise<unknown> {
    return this.db.query(`UPDATE ad_campaigns SET ${columns} WHERE id = $1`, [id]);
  }

  async isThere(id: string): Promise<void> {
    await this.set(id, "status = 'active', published_at = now(), platform_campaign_id = '1200000001'");
    await this.db.query(
      `INSERT INTO ad_campaign_objects (campaign_id, kind, key, position, state, platform_id)
       VALUES ($1, 'campaign', $1, 0, 'made', '1200000001')`,
      [id],
    );
  }
}

function made(answer: Answer, status: number): Made {
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
  const data = answer.body.data as Record<string, unknown>;
  const id = String(data.id);
  return { id, path: `${CAMPAIGNS}/${id}`, etag: answer.headers.get('etag') ?? '', data };
}

/** The fields that a 400 names. */
export function fieldsOf(answer: Answer): string[] {
  const errors = answer.body.error?.details.errors as { field: string }[] | undefined;
  return (errors ?? []).map(({ field }) => field);
}
