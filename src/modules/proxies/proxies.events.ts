import type { DomainEvent } from '../../common/events/domain-event.js';

/** What others may listen to. `user_id` of the event says whose it is; `store_id` is null. */
export const PROXY_DOWN = 'proxies.down';
export const PROXY_UP = 'proxies.up';
export const PROXY_COUNTRY_CHANGED = 'proxies.country_changed';
export const PROXY_DELETED = 'proxies.deleted';

/** It failed two tests in a row. `reason` is a word of PROXY_REASONS or of the test's own, `message` a sentence. */
export type ProxyDown = DomainEvent<{
  proxy_id: string;
  name: string;
  reason: string;
  message: string;
  accounts_count: number;
}>;
/** It works again after it was down; work that waits for it may go on. */
export type ProxyUp = DomainEvent<{ proxy_id: string; name: string; accounts_count: number }>;
/** Calls leave from another country (ISO 3166-1 alpha-2) than at the test before. */
export type ProxyCountryChanged = DomainEvent<{
  proxy_id: string;
  name: string;
  from: string;
  to: string;
  accounts_count: number;
}>;
export type ProxyDeleted = DomainEvent<{ proxy_id: string; name: string }>;
