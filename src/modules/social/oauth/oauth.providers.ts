import type { Provider } from '@nestjs/common';
import { CallbackAnswer } from './callback-answer.js';
import { FinishOauth } from './finish-oauth.js';
import { OauthConnections } from './oauth-connections.repository.js';
import { OauthQueries } from './oauth.queries.js';
import { PickAccounts } from './pick-accounts.js';
import { PurgeConsents } from './purge-consents.js';
import { RedirectTargets } from './redirect-targets.js';
import { StartOauth } from './start-oauth.js';

/** Consents: asked for, taken, picked from. */
export const OAUTH_PROVIDERS: Provider[] = [
  OauthConnections,
  RedirectTargets,
  StartOauth,
  FinishOauth,
  CallbackAnswer,
  OauthQueries,
  PickAccounts,
  PurgeConsents,
];
