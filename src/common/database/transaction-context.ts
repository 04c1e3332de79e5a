import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';

export interface TransactionContext {
  manager: EntityManager;
  /** Run once, in order, after the commit was heard; never after a rollback. */
  after_commit: (() => void | Promise<void>)[];
}

/** Carries the open transaction down the call chain, so that no one has to hand it on and nobody can lose it. */
export const transactionContext = new AsyncLocalStorage<TransactionContext>();

/** Whether the caller runs inside a database transaction; network calls are refused there. */
export function inTransaction(): boolean {
  return transactionContext.getStore() !== undefined;
}
