import type { Provider } from '@nestjs/common';
import { AfterImport } from './after-import.js';
import { CampaignStandings } from './campaign-standings.js';
import { StartInsightsImport } from './commands/start-import.js';
import { DeliveryReport } from './delivery-report.js';
import { ImportInsights } from './import-insights.js';
import { ImportInsightsJob } from './import-insights.job.js';
import { ImportStates } from './import-state.js';
import { InsightOwners } from './insight-owners.js';
import { InsightQueries } from './insight.queries.js';
import { InsightRows } from './insight-rows.js';
import { InsightsSchedule } from './insights-schedule.js';
import { StandingNotes } from './standing-notes.js';

/** What campaigns spend and bring: read, kept, told. */
export const INSIGHTS_PROVIDERS: Provider[] = [
  ImportStates,
  InsightOwners,
  InsightRows,
  ImportInsights,
  StandingNotes,
  CampaignStandings,
  DeliveryReport,
  AfterImport,
  ImportInsightsJob,
  StartInsightsImport,
  InsightsSchedule,
  InsightQueries,
];
