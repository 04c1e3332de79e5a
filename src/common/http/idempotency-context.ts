import { AsyncLocalStorage } from 'node:async_hooks';

/** The idempotency key under which the current request runs, if it bears one. */
export const idempotencyContext = new AsyncLocalStorage<{ scope: string; key: string }>();
