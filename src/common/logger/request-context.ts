import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work at hand belongs to; every log line of it says so. */
export interface WorkContext {
  request_id: string;
  user_id?: string;
  job_id?: string;
  /** Where the request came from; for the audit log, not for log lines. */
  ip?: string | null;
  user_agent?: string | null;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** Runs `work`, and whatever it starts, in this context. */
export function runWithContext<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the running work; undefined outside of any. */
export function currentContext(): WorkContext | undefined {
  return storage.getStore();
}
