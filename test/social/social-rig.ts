import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import type { TestSandbox } from '../support/sandbox.js';

export const ACCOUNTS = '/api/v1/social/accounts';
export const AD_ACCOUNT = 'act_1000000001';
export const OTHER_AD_ACCOUNT = 'act_1000000002';
export const PAGE = '2000000001';
export const PROFILE = '17840000000000001';
export const ADVERTISER = '7000000000000000001';
export const LONG_TOKEN = 'sandbox-meta-long-token';

/** The sandbox's apps, as an installation is set up with them. */
export const APPS = {
  META_APP_ID: 'sandbox-meta-app',
  META_APP_SECRET: 'sandbox-meta-app-secret',
  TIKTOK_APP_ID: 'sandbox-tiktok-app',
  TIKTOK_APP_SECRET: 'sandbox-tiktok-app-secret',
};

interface Added {
  id: string;
  path: string;
  answer: Answer;
}

/** The product beside a sandbox that plays the networks; one person at a time. */
export class SocialRig {
  user!: UserRow;
  http!: HttpClient;

  private constructor(readonly app: TestApp) {}

  /** `sandbox`: one that is there already, and is not closed with the app. */
  static async start(env: Record<string, string> = {}, sandbox?: TestSandbox): Promise<SocialRig> {
    return new SocialRig(await startTestApp({ sandbox: sandbox ?? true, env: { ...APPS, ...env } }));
  }

  async somebodyElse(): Promise<void> {
    this.user = await aUser(this.app.db);
    this.http = await as(this.app.http, this.user);
  }

  add(fields: object = {}): Promise<Answer> {
    return this.http.post(ACCOUNTS, {
      platform: 'facebook',
      access_token: LONG_TOKEN,
      account_id: AD_ACCOUNT,
      ...fields,
    });
  }

  async added(fields: object = {}): Promise<Added> {
    const answer = await this.add(fields);
    if (answer.status !== 201) throw new Error(`Not added: ${answer.status} ${answer.text}`);
    const id = String(answer.body.data.id);
    return { id, path: `${ACCOUNTS}/${id}`, answer };
  }

  /** Verifies the account and gives how it stands. */
  async verified(path: string): Promise<Record<string, unknown>> {
    await this.http.post(`${path}/verify?wait=true`, {});
    return (await this.http.get(`${path}/health`)).body.data as Record<string, unknown>;
  }

  rowOf(id: string): Promise<Record<string, unknown>> {
    return this.app.db.one('SELECT * FROM social_media_accounts WHERE id = $1', [id]);
  }

  set(id: string, columns: string): Promise<unknown> {
    return this.app.db.query(`UPDATE social_media_accounts SET ${columns} WHERE id = $1`, [id]);
  }

  /** How many events of the type tell of the caller. */
  told(type: string): Promise<number> {
    return this.app.db.count('outbox', 'user_id = $1 AND type = $2', [this.user.id, type]);
  }

  /** Subjects of the mails that the caller is to get about accounts, oldest first. */
  async notices(): Promise<string[]> {
    const rows = await this.app.db.query<{ subject: string }>(
      `SELECT payload->>'subject' AS subject FROM outbox WHERE user_id = $1 AND type = 'common.user_notice' ORDER BY id`,
      [this.user.id],
    );
    return rows.map(({ subject }) => subject);
  }

  happens(network: 'meta' | 'tiktok', type: string, payload: Record<string, unknown> = {}): Promise<unknown> {
    return this.app.sandbox.event(network, type, payload);
  }
}
