import { DataSource } from 'typeorm';
import { SeedTables1795305601000 } from './migrations/1795305601000-seed-tables.js';
import { SeedIndexes1795305602000 } from './migrations/1795305602000-seed-indexes.js';
import { WideAmounts1795305603000 } from './migrations/1795305603000-wide-amounts.js';
import { TrigramSearch1795305604000 } from './migrations/1795305604000-trigram-search.js';
import { UserTokens1795305605000 } from './migrations/1795305605000-user-tokens.js';
import { Sessions1795305606000 } from './migrations/1795305606000-sessions.js';
import { OneTimeTokens1795305607000 } from './migrations/1795305607000-one-time-tokens.js';
import { LoginFailures1795305608000 } from './migrations/1795305608000-login-failures.js';
import { AuditLog1795305609000 } from './migrations/1795305609000-audit-log.js';
import { Mails1795305610000 } from './migrations/1795305610000-mails.js';
import { StoreConnections1795305611000 } from './migrations/1795305611000-store-connections.js';
import { PlatformProducts1795305612000 } from './migrations/1795305612000-platform-products.js';
import { ProductReading1795305613000 } from './migrations/1795305613000-product-reading.js';
import { ProductVariants1795305614000 } from './migrations/1795305614000-product-variants.js';
import { PlatformOrders1795305615000 } from './migrations/1795305615000-platform-orders.js';
import { OrderReading1795305616000 } from './migrations/1795305616000-order-reading.js';
import { PlatformOrderItems1795305617000 } from './migrations/1795305617000-platform-order-items.js';
import { OrderEvents1795305618000 } from './migrations/1795305618000-order-events.js';
import { Customers1795305619000 } from './migrations/1795305619000-customers.js';
import { StoreDeletion1795305620000 } from './migrations/1795305620000-store-deletion.js';
import { Jobs1795305621000 } from './migrations/1795305621000-jobs.js';
import { Outbox1795305622000 } from './migrations/1795305622000-outbox.js';
import { IdempotencyKeys1795305623000 } from './migrations/1795305623000-idempotency-keys.js';
import { Sync1795305624000 } from './migrations/1795305624000-sync.js';
import { WebhookDeliveries1795305625000 } from './migrations/1795305625000-webhook-deliveries.js';
import { RareOrders1795305626000 } from './migrations/1795305626000-rare-orders.js';
import { StoreOrderSorts1795305627000 } from './migrations/1795305627000-store-order-sorts.js';
import { StoreChanges1795305630000 } from './migrations/1795305630000-store-changes.js';
import { BulkChanges1795305640000 } from './migrations/1795305640000-bulk-changes.js';
import { LowStock1795305640100 } from './migrations/1795305640100-low-stock.js';
import { TimelineSources1795305650000 } from './migrations/1795305650000-timeline-sources.js';
import { StoreChecks1795305660100 } from './migrations/1795305660100-store-checks.js';
import { WebhookReading1795305660000 } from './migrations/1795305660000-webhook-reading.js';
import { WebhookEndpoints1795305670000 } from './migrations/1795305670000-webhook-endpoints.js';
import { PaymentProcessors1795305700000 } from './migrations/1795305700000-payment-processors.js';
import { BookSearch1795305700600 } from './migrations/1795305700600-book-search.js';
import { LeanBooks1795305700700 } from './migrations/1795305700700-lean-books.js';
import { PaymentBooks1795305700100 } from './migrations/1795305700100-payment-books.js';
import { PaymentLinks1795305700200 } from './migrations/1795305700200-payment-links.js';
import { PayableOrders1795305700300 } from './migrations/1795305700300-payable-orders.js';
import { Reconciliation1795305700310 } from './migrations/1795305700310-reconciliation.js';
import { RefundRequests1795305700400 } from './migrations/1795305700400-refund-requests.js';
import { OrderRefundSources1795305700410 } from './migrations/1795305700410-order-refund-sources.js';
import { PaymentDeliveries1795305700500 } from './migrations/1795305700500-payment-deliveries.js';
import { Proxies1795305800000 } from './migrations/1795305800000-proxies.js';
import { SocialAccounts1795305800100 } from './migrations/1795305800100-social-accounts.js';
import { Campaigns1795305800200 } from './migrations/1795305800200-campaigns.js';
import { CampaignApproval1795305800210 } from './migrations/1795305800210-campaign-approval.js';
import { AdInsights1795305800300 } from './migrations/1795305800300-ad-insights.js';
import { CampaignSwitches1795305800400 } from './migrations/1795305800400-campaign-switches.js';
import { ProductImports1795305670100 } from './migrations/1795305670100-product-imports.js';
import { AuditEntry } from './src/common/audit/audit-entry.entity.js';
import { OutboxDelivery } from './src/common/events/outbox-delivery.entity.js';
import { OutboxEvent } from './src/common/events/outbox-event.entity.js';
import { IdempotencyKey } from './src/common/http/idempotency-key.entity.js';
import { Job } from './src/common/jobs/job.entity.js';
import { WorkerInstance } from './src/common/jobs/worker-instance.entity.js';
import { AnalyticsData } from './src/modules/analytics/analytics-data.entity.js';
import { LoginFailure } from './src/common/security/login-failure.entity.js';
import { OneTimeToken } from './src/modules/auth/one-time-token.entity.js';
import { RefreshToken } from './src/modules/auth/refresh-token.entity.js';
import { Session } from './src/modules/auth/session.entity.js';
import { Mail } from './src/modules/mail/mail.entity.js';
import { Customer } from './src/modules/orders/customer.entity.js';
import { Fulfillment } from './src/modules/orders/fulfillment.entity.js';
import { OrderItem } from './src/modules/orders/order-item.entity.js';
import { OrderTimelineEntry } from './src/modules/orders/order-timeline-entry.entity.js';
import { Order } from './src/modules/orders/order.entity.js';
import { Refund } from './src/modules/orders/refund.entity.js';
import { PaymentBadRecord } from './src/modules/payments/payment-bad-record.entity.js';
import { PaymentRead } from './src/modules/payments/payment-read.entity.js';
import { PayoutLine } from './src/modules/payments/payout-line.entity.js';
import { Payout } from './src/modules/payments/payout.entity.js';
import { PaymentProcessor } from './src/modules/payments/payment-processor.entity.js';
import { AcceptedException } from './src/modules/payments/reconciliation/accepted-exception.entity.js';
import { OrderPayment } from './src/modules/payments/reconciliation/order-payment.entity.js';
import { ReconciliationMark } from './src/modules/payments/reconciliation/reconciliation-mark.entity.js';
import { ReconciliationRulesRow } from './src/modules/payments/reconciliation/reconciliation-rules.entity.js';
import { ReconciliationRow } from './src/modules/payments/reconciliation/reconciliation.entity.js';
import { RefundRequest } from './src/modules/payments/refunds/refund-request.entity.js';
import { Transaction } from './src/modules/payments/transaction.entity.js';
import { TransactionSearch } from './src/modules/payments/transaction-search.entity.js';
import { PaymentDelivery } from './src/modules/payments/webhooks/payment-delivery.entity.js';
import { PaymentWebhookCheck } from './src/modules/payments/webhooks/payment-webhook-check.entity.js';
import { BulkChangeItem } from './src/modules/products/bulk/bulk-change-item.entity.js';
import { BulkChange } from './src/modules/products/bulk/bulk-change.entity.js';
import { LowStockAlert } from './src/modules/products/inventory/low-stock-alert.entity.js';
import { LowStockMail } from './src/modules/products/inventory/low-stock-mail.entity.js';
import { InventoryLevel } from './src/modules/products/inventory-level.entity.js';
import { ProductVariant } from './src/modules/products/product-variant.entity.js';
import { ProductImportItem } from './src/modules/products/transfer/product-import-item.entity.js';
import { ProductImport } from './src/modules/products/transfer/product-import.entity.js';
import { Product } from './src/modules/products/product.entity.js';
import { ProxyTest } from './src/modules/proxies/proxy-test.entity.js';
import { Proxy } from './src/modules/proxies/proxy.entity.js';
import { MarketResearchData } from './src/modules/research/market-research-data.entity.js';
import { SocialDeliveryDay } from './src/modules/social/accounts/delivery-day.entity.js';
import { AdCampaign } from './src/modules/social/campaigns/ad-campaign.entity.js';
import { AdGuardAction } from './src/modules/social/guard/ad-guard-action.entity.js';
import { AdImage } from './src/modules/social/images/ad-image.entity.js';
import { AdInsight } from './src/modules/social/insights/ad-insight.entity.js';
import { SocialOauthConnection } from './src/modules/social/oauth/oauth-connection.entity.js';
import { AdCampaignObject } from './src/modules/social/publishing/ad-campaign-object.entity.js';
import { SocialMediaAccount } from './src/modules/social/accounts/social-media-account.entity.js';
import { StoreCheck } from './src/modules/stores/checks/store-check.entity.js';
import { Store } from './src/modules/stores/store.entity.js';
import { StoreChangeEntry } from './src/modules/stores/changes/store-change.entity.js';
import { GapScanRow } from './src/modules/stores/sync/gap-scan.entity.js';
import { SyncBadRecord } from './src/modules/stores/sync/sync-bad-record.entity.js';
import { SyncRun } from './src/modules/stores/sync/sync-run.entity.js';
import { SyncState } from './src/modules/stores/sync/sync-state.entity.js';
import { User } from './src/modules/users/user.entity.js';
import { WebhookEndpointDelivery } from './src/modules/webhook-endpoints/webhook-endpoint-delivery.entity.js';
import { WebhookEndpoint } from './src/modules/webhook-endpoints/webhook-endpoint.entity.js';
import { WebhookDelivery } from './src/modules/webhooks/webhook-delivery.entity.js';

/** Every table has its entity here. */
export const ENTITIES = [
  User,
  Store,
  Product,
  ProductVariant,
  ProductImport,
  ProductImportItem,
  InventoryLevel,
  BulkChange,
  BulkChangeItem,
  LowStockAlert,
  LowStockMail,
  Order,
  OrderItem,
  Fulfillment,
  Refund,
  OrderTimelineEntry,
  Customer,
  PaymentProcessor,
  PaymentRead,
  PaymentBadRecord,
  Payout,
  PayoutLine,
  Transaction,
  TransactionSearch,
  RefundRequest,
  OrderPayment,
  ReconciliationRow,
  ReconciliationRulesRow,
  ReconciliationMark,
  AcceptedException,
  PaymentDelivery,
  PaymentWebhookCheck,
  SocialMediaAccount,
  SocialDeliveryDay,
  SocialOauthConnection,
  AdCampaign,
  AdCampaignObject,
  AdImage,
  AdInsight,
  AdGuardAction,
  Proxy,
  ProxyTest,
  MarketResearchData,
  AnalyticsData,
  Session,
  RefreshToken,
  OneTimeToken,
  LoginFailure,
  AuditEntry,
  Mail,
  Job,
  WorkerInstance,
  OutboxEvent,
  OutboxDelivery,
  IdempotencyKey,
  StoreChangeEntry,
  SyncRun,
  GapScanRow,
  StoreCheck,
  SyncState,
  SyncBadRecord,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointDelivery,
];

const CONNECT_MS = 10_000;

/** In the order in which they run. */
export const MIGRATIONS = [
  SeedTables1795305601000,
  SeedIndexes1795305602000,
  WideAmounts1795305603000,
  TrigramSearch1795305604000,
  UserTokens1795305605000,
  Sessions1795305606000,
  OneTimeTokens1795305607000,
  LoginFailures1795305608000,
  AuditLog1795305609000,
  Mails1795305610000,
  StoreConnections1795305611000,
  PlatformProducts1795305612000,
  ProductReading1795305613000,
  ProductVariants1795305614000,
  PlatformOrders1795305615000,
  OrderReading1795305616000,
  PlatformOrderItems1795305617000,
  OrderEvents1795305618000,
  Customers1795305619000,
  StoreDeletion1795305620000,
  Jobs1795305621000,
  Outbox1795305622000,
  IdempotencyKeys1795305623000,
  Sync1795305624000,
  WebhookDeliveries1795305625000,
  RareOrders1795305626000,
  StoreOrderSorts1795305627000,
  StoreChanges1795305630000,
  BulkChanges1795305640000,
  LowStock1795305640100,
  TimelineSources1795305650000,
  WebhookReading1795305660000,
  StoreChecks1795305660100,
  WebhookEndpoints1795305670000,
  ProductImports1795305670100,
  PaymentProcessors1795305700000,
  PaymentBooks1795305700100,
  PaymentLinks1795305700200,
  PayableOrders1795305700300,
  Reconciliation1795305700310,
  RefundRequests1795305700400,
  OrderRefundSources1795305700410,
  PaymentDeliveries1795305700500,
  BookSearch1795305700600,
  LeanBooks1795305700700,
  Proxies1795305800000,
  SocialAccounts1795305800100,
  Campaigns1795305800200,
  CampaignApproval1795305800210,
  AdInsights1795305800300,
  CampaignSwitches1795305800400,
];

/**
 * The database at `url` (`postgres://…`), not yet connected. Migrations are the only thing that changes its schema.
 * `poolSize` is the most connections that it opens at once; default 10.
 */
export function createDataSource(url: string, poolSize = 10): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    // gen_random_uuid() is Postgres' own since 13: no extension is needed for it.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    applicationName: 'ksap',
    // A list is read by the index that has its whole order. With incremental sorts the planner would rather walk
    // idx_orders_created_at through everybody's orders and sort the rest, which is slow for whoever has few of them.
    extra: { options: '-c enable_incremental_sort=off', keepAlive: true },
    // Also how long a request waits for a free connection: then it is told so, instead of hanging on.
    connectTimeoutMS: CONNECT_MS,
  });
}
