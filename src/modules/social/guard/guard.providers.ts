import type { Provider } from '@nestjs/common';
import { GuardActionQueries } from './guard-action.queries.js';
import { GuardActions } from './guard-actions.js';
import { GuardNews } from './guard-news.js';
import { GuardPass } from './guard-pass.js';
import { HeedCampaignChanges } from './heed-changes.js';
import { SpendFigures } from './spend-figures.js';
import { SpendGuard } from './spend-guard.js';
import { UndoGuardAction } from './undo-guard-action.js';

/** Caps: what must not be switched on, and what has to be paused. */
export const GUARD_PROVIDERS: Provider[] = [
  SpendFigures,
  SpendGuard,
  GuardActions,
  GuardNews,
  GuardPass,
  HeedCampaignChanges,
  GuardActionQueries,
  UndoGuardAction,
];
