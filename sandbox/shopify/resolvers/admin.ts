import { bulkGid, type BulkOperation } from '../bulk/operations.js';
import { gid, numberOf } from '../data/ids.js';
import { SHOP_CURRENCY } from '../data/money.js';
import type { Args } from '../graphql/connection.js';
import { Typed, type Resolvers } from '../graphql/executor.js';
import type { ShopContext } from '../shop.js';
import { API_VERSION } from '../versions.js';
import type { Subscription } from '../webhooks.js';
import { iso } from './text.js';

const time = (ms: number): string => iso(Math.floor(ms / 1000) * 1000);

export const ADMIN_RESOLVERS: Resolvers<ShopContext> = {
  Shop: {
    contactEmail: () => 'owner@example.com',
    createdAt: () => '2019-05-01T12:00:00Z',
    currencyCode: () => SHOP_CURRENCY,
    description: () => 'A shop that exists only in the sandbox',
    email: () => 'owner@example.com',
    enabledPresentmentCurrencies: () => ['USD', 'EUR', 'GBP', 'CAD', 'JPY', 'KWD'],
    ianaTimezone: () => 'America/New_York',
    id: () => 'gid://shopify/Shop/70000000001',
    myshopifyDomain: (_: unknown, _args: Args, { domain }) => domain,
    name: () => 'Sandbox Démo & Co',
    orderNumberFormatPrefix: () => '#',
    orderNumberFormatSuffix: () => '',
    plan: () => ({ displayName: 'Basic', publicDisplayName: 'Basic', partnerDevelopment: true, shopifyPlus: false }),
    primaryDomain: (_: unknown, _args: Args, { domain }) => ({
      host: domain,
      id: 'gid://shopify/Domain/90000000001',
      sslEnabled: true,
      url: `https://${domain}`,
    }),
    setupRequired: () => false,
    shopOwnerName: () => 'Sandbox Owner',
    taxShipping: () => false,
    taxesIncluded: () => false,
    timezoneAbbreviation: () => 'EST',
    timezoneOffset: () => '-0500',
    timezoneOffsetMinutes: () => -300,
    unitSystem: () => 'IMPERIAL_SYSTEM',
    updatedAt: () => '2026-01-01T00:00:00Z',
    url: (_: unknown, _args: Args, { domain }) => `https://${domain}`,
    weightUnit: () => 'POUNDS',
  },
  BulkOperation: {
    id: bulkGid,
    completedAt: (one: BulkOperation) => (one.completed === null ? null : time(one.completed)),
    createdAt: (one: BulkOperation) => time(one.created),
    errorCode: (one: BulkOperation) => (one.status === 'FAILED' ? 'INTERNAL_SERVER_ERROR' : null),
    fileSize: (one: BulkOperation) => (one.file_size === null || one.url === null ? null : String(one.file_size)),
    objectCount: (one: BulkOperation) => String(one.objects),
    rootObjectCount: (one: BulkOperation) => String(one.roots),
    partialDataUrl: () => null,
  },
  WebhookSubscription: {
    id: (one: Subscription) => gid('WebhookSubscription', one.n),
    legacyResourceId: (one: Subscription) => String(numberOf('WebhookSubscription', one.n)),
    apiVersion: () => ({ handle: API_VERSION, displayName: `${API_VERSION} (Latest)`, supported: true }),
    callbackUrl: (one: Subscription) => one.uri,
    endpoint: (one: Subscription) => new Typed('WebhookHttpEndpoint', { callbackUrl: one.uri }),
    createdAt: (one: Subscription) => time(one.created),
    updatedAt: (one: Subscription) => time(one.updated),
    includeFields: (one: Subscription) => one.include_fields,
    metafieldNamespaces: () => [],
  },
};
