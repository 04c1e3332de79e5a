export const ADMIN_SDL = /* GraphQL */ `
  type Shop implements Node {
    contactEmail: String!
    createdAt: DateTime!
    currencyCode: CurrencyCode!
    description: String
    email: String!
    enabledPresentmentCurrencies: [CurrencyCode!]!
    ianaTimezone: String!
    id: ID!
    myshopifyDomain: String!
    name: String!
    orderNumberFormatPrefix: String!
    orderNumberFormatSuffix: String!
    plan: ShopPlan!
    primaryDomain: Domain!
    setupRequired: Boolean!
    shopOwnerName: String!
    taxShipping: Boolean!
    taxesIncluded: Boolean!
    timezoneAbbreviation: String!
    timezoneOffset: String!
    timezoneOffsetMinutes: Int!
    unitSystem: UnitSystem!
    updatedAt: DateTime!
    url: URL!
    weightUnit: WeightUnit!
  }
  enum UnitSystem {
    IMPERIAL_SYSTEM
    METRIC_SYSTEM
  }
  type ShopPlan {
    displayName: String! @deprecated(reason: "Use publicDisplayName instead.")
    partnerDevelopment: Boolean!
    publicDisplayName: String!
    shopifyPlus: Boolean!
  }
  type Domain implements Node {
    host: String!
    id: ID!
    sslEnabled: Boolean!
    url: URL!
  }

  type AppInstallation implements Node {
    accessScopes: [AccessScope!]!
    app: App!
    id: ID!
  }
  type App implements Node {
    apiKey: String!
    embedded: Boolean!
    handle: String
    id: ID!
    title: String!
  }
  type AccessScope {
    description: String!
    handle: String!
  }

  type BulkOperation implements Node {
    completedAt: DateTime
    createdAt: DateTime!
    errorCode: BulkOperationErrorCode
    fileSize: UnsignedInt64
    id: ID!
    objectCount: UnsignedInt64!
    partialDataUrl: URL
    query: String!
    rootObjectCount: UnsignedInt64!
    status: BulkOperationStatus!
    type: BulkOperationType!
    url: URL
  }
  enum BulkOperationStatus {
    CANCELED
    CANCELING
    COMPLETED
    CREATED
    EXPIRED
    FAILED
    RUNNING
  }
  enum BulkOperationErrorCode {
    ACCESS_DENIED
    INTERNAL_SERVER_ERROR
    TIMEOUT
  }
  enum BulkOperationType {
    MUTATION
    QUERY
  }
  enum BulkOperationsSortKeys {
    COMPLETED_AT
    CREATED_AT
  }
  enum BulkOperationUserErrorCode {
    INVALID
    LIMIT_REACHED
    OPERATION_IN_PROGRESS
  }
  type BulkOperationUserError implements DisplayableError {
    code: BulkOperationUserErrorCode
    field: [String!]
    message: String!
  }
  type BulkOperationRunQueryPayload {
    bulkOperation: BulkOperation
    userErrors: [BulkOperationUserError!]!
  }
  type BulkOperationCancelPayload {
    bulkOperation: BulkOperation
    userErrors: [UserError!]!
  }

  type WebhookSubscription implements LegacyInteroperability & Node {
    apiVersion: ApiVersion!
    callbackUrl: URL! @deprecated(reason: "Use uri instead.")
    createdAt: DateTime!
    endpoint: WebhookSubscriptionEndpoint! @deprecated(reason: "Use uri instead.")
    filter: String
    format: WebhookSubscriptionFormat!
    id: ID!
    includeFields: [String!]!
    legacyResourceId: UnsignedInt64!
    metafieldNamespaces: [String!]!
    name: String
    topic: WebhookSubscriptionTopic!
    updatedAt: DateTime!
    uri: String!
  }
  union WebhookSubscriptionEndpoint = WebhookHttpEndpoint
  type WebhookHttpEndpoint {
    callbackUrl: URL!
  }
  enum WebhookSubscriptionFormat {
    JSON
    XML
  }
  enum WebhookSubscriptionSortKeys {
    CREATED_AT
    ID
  }
  enum WebhookSubscriptionTopic {
    APP_SCOPES_UPDATE
    APP_UNINSTALLED
    BULK_OPERATIONS_FINISH
    CUSTOMERS_CREATE
    CUSTOMERS_DELETE
    CUSTOMERS_UPDATE
    FULFILLMENTS_CREATE
    FULFILLMENTS_UPDATE
    INVENTORY_ITEMS_CREATE
    INVENTORY_ITEMS_DELETE
    INVENTORY_ITEMS_UPDATE
    INVENTORY_LEVELS_CONNECT
    INVENTORY_LEVELS_DISCONNECT
    INVENTORY_LEVELS_UPDATE
    ORDERS_CANCELLED
    ORDERS_CREATE
    ORDERS_DELETE
    ORDERS_EDITED
    ORDERS_FULFILLED
    ORDERS_PAID
    ORDERS_PARTIALLY_FULFILLED
    ORDERS_UPDATED
    ORDER_TRANSACTIONS_CREATE
    PRODUCTS_CREATE
    PRODUCTS_DELETE
    PRODUCTS_UPDATE
    REFUNDS_CREATE
    SHOP_UPDATE
  }
  input WebhookSubscriptionInput {
    callbackUrl: URL @deprecated(reason: "Use uri instead.")
    filter: String
    format: WebhookSubscriptionFormat
    includeFields: [String!]
    metafieldNamespaces: [String!]
    name: String
    uri: String
  }
  type WebhookSubscriptionCreatePayload {
    userErrors: [UserError!]!
    webhookSubscription: WebhookSubscription
  }
  type WebhookSubscriptionDeletePayload {
    deletedWebhookSubscriptionId: ID
    userErrors: [UserError!]!
  }
  type WebhookSubscriptionUpdatePayload {
    userErrors: [UserError!]!
    webhookSubscription: WebhookSubscription
  }
`;
