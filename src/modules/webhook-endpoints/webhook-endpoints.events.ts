import type { DomainEvent } from '../../common/events/domain-event.js';

/** We switched an endpoint off. */
export const WEBHOOK_ENDPOINT_DISABLED = 'webhook-endpoints.disabled';

export type WebhookEndpointDisabled = DomainEvent<{ endpoint_id: string; url: string; reason: string }>;
