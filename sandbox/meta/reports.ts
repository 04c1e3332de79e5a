import { type AdAccount } from './accounts.js';
import { type Call, Listing, Result, type Target } from './call.js';
import type { GraphNode } from './fields.js';
import { insightsOf } from './insights.js';
import type { Ad } from './records.js';
import type { Level, ReportRun } from './report-run.js';
import { invalid } from './refusal.js';

/** The edges that ask for insights, now or in the background. */
export function insightsEdges(call: Call, account: AdAccount, ads: () => Ad[], level: Level): Target['edges'] {
  const { world } = call;
  return {
    'GET insights': ({ params }) => {
      world.store.settle();
      return insightsOf(world, params, account, ads(), level);
    },
    'POST insights': ({ params }) => {
      world.store.settle();
      insightsOf(world, params, account, [], level);
      params.onlyThese();
      const id = world.store.newId('report');
      const failing = world.failing_reports > 0;
      if (failing) world.failing_reports--;
      const begun = world.clock.now();
      world.reports.set(id, { id, account, params, ads, level, begun_at: begun, looks: 0, is_failing: failing });
      return new Result({ report_run_id: id });
    },
  };
}

export function reportTarget(call: Call, run: ReportRun): Target {
  const { world } = call;
  return {
    node: () => reportNode(run),
    looked: () => {
      run.looks++;
    },
    account: run.account,
    edges: {
      'GET insights': () => {
        if (run.looks < 2 || run.is_failing) {
          const words = 'The report is not ready, or has failed: look at its async_status first.';
          throw invalid('Report is not ready', words, { subcode: 1487390 });
        }
        world.store.settle();
        const fields = call.params.text('fields') ?? run.params.text('fields');
        return new Listing(insightsOf(world, run.params, run.account, run.ads(), run.level, true), fields);
      },
    },
  };
}

function reportNode(run: ReportRun): GraphNode {
  const isDone = run.looks >= 2;
  const done = run.is_failing ? 'Job Failed' : 'Job Completed';
  return {
    type: 'AdReportRun',
    id: run.id,
    defaults: ['id', 'account_id', 'time_ref', 'time_completed', 'async_status', 'async_percent_completion'],
    fields: {
      account_id: run.account.account_id,
      async_percent_completion: isDone ? 100 : 40,
      async_status: isDone ? done : 'Job Running',
      error_code: isDone && run.is_failing ? 2 : undefined,
      error_message: isDone && run.is_failing ? 'Service temporarily unavailable' : undefined,
      is_running: !isDone,
      time_completed: isDone ? Math.floor(run.begun_at / 1000) + 1 : undefined,
      time_ref: Math.floor(run.begun_at / 1000),
    },
  };
}
