import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { PROXY_UP, type ProxyUp } from '../../proxies/proxies.events.js';
import { StartVerify, verifyKeyOf } from '../accounts/commands/start-verify.js';
import { importKeyOf } from '../insights/commands/start-import.js';
import { finishKeyOf } from '../publishing/commands/finish-campaign.js';
import { publishKeyOf } from '../publishing/commands/publish-campaign.js';
import { removeKeyOf } from '../publishing/commands/remove-campaign.js';
import { switchKeyOf } from '../publishing/commands/switch-campaign.js';

/** What may be under way for a campaign. */
const campaignKeysOf = (id: string): string[] => [
  publishKeyOf(id),
  switchKeyOf(id, 'active'),
  switchKeyOf(id, 'paused'),
  removeKeyOf(id),
  finishKeyOf(id),
];

/** What was parked for a proxy goes on as soon as it is up again. */
@Injectable()
export class ResumeAccounts {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsApi,
    private readonly startVerify: StartVerify,
  ) {}

  @ListensTo(PROXY_UP)
  async proxyUp({ user_id: userId, payload }: DeliveredEvent<ProxyUp['payload']>): Promise<void> {
    if (userId === null) return;
    const parked = await this.database.query<{ id: string }>(
      `SELECT id FROM social_media_accounts
       WHERE user_id = $1 AND proxy_id = $2 AND deleted_at IS NULL AND access_token IS NOT NULL
         AND connection_error->>'code' = 'PROXY_UNAVAILABLE'`,
      [userId, payload.proxy_id],
    );
    for (const { id } of parked) await this.startVerify.start(userId, id);
    const ids = parked.map(({ id }) => id);
    const campaigns = await this.database.query<{ id: string }>(
      'SELECT id FROM ad_campaigns WHERE user_id = $1 AND social_account_id = ANY($2)',
      [userId, ids],
    );
    await this.jobs.hasten(userId, [
      ...ids.flatMap((id) => [verifyKeyOf(id), importKeyOf(id)]),
      ...campaigns.flatMap(({ id }) => campaignKeysOf(id)),
    ]);
  }
}
