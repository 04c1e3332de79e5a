export const ROOT_SDL = /* GraphQL */ `
  schema {
    query: QueryRoot
    mutation: Mutation
  }

  directive @idempotent(key: String!) on FIELD

  scalar DateTime
  scalar Decimal
  scalar HTML
  scalar JSON
  scalar Money
  scalar URL
  scalar UnsignedInt64

  interface Node {
    id: ID!
  }
  interface LegacyInteroperability {
    legacyResourceId: UnsignedInt64!
  }
  interface DisplayableError {
    field: [String!]
    message: String!
  }

  type QueryRoot {
    bulkOperation(id: ID!): BulkOperation
    bulkOperations(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: BulkOperationsSortKeys = CREATED_AT
    ): BulkOperationConnection!
    currentAppInstallation: AppInstallation!
    currentBulkOperation(type: BulkOperationType = QUERY): BulkOperation
      @deprecated(reason: "Use bulkOperations with status filter instead.")
    customer(id: ID!): Customer
    customers(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: CustomerSortKeys = ID
    ): CustomerConnection!
    customersCount(limit: Int = 10000, query: String): Count
    fulfillment(id: ID!): Fulfillment
    inventoryItem(id: ID!): InventoryItem
    inventoryItems(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
    ): InventoryItemConnection!
    inventoryLevel(id: ID!): InventoryLevel
    location(id: ID): Location
    locations(
      after: String
      before: String
      first: Int
      includeInactive: Boolean = false
      includeLegacy: Boolean = false
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: LocationSortKeys = NAME
    ): LocationConnection!
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    order(id: ID!): Order
    orders(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      savedSearchId: ID
      sortKey: OrderSortKeys = PROCESSED_AT
    ): OrderConnection!
    ordersCount(limit: Int = 10000, query: String, savedSearchId: ID): Count
    product(id: ID!): Product
    productVariant(id: ID!): ProductVariant
    productVariants(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      savedSearchId: ID
      sortKey: ProductVariantSortKeys = ID
    ): ProductVariantConnection!
    productVariantsCount(limit: Int = 10000, query: String): Count
    products(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      savedSearchId: ID
      sortKey: ProductSortKeys = ID
    ): ProductConnection!
    productsCount(limit: Int = 10000, query: String, savedSearchId: ID): Count
    publicApiVersions: [ApiVersion!]!
    refund(id: ID!): Refund
    shop: Shop!
    webhookSubscription(id: ID!): WebhookSubscription
    webhookSubscriptions(
      after: String
      before: String
      callbackUrl: URL
      first: Int
      format: WebhookSubscriptionFormat
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: WebhookSubscriptionSortKeys = CREATED_AT
      topics: [WebhookSubscriptionTopic!]
      uri: String
    ): WebhookSubscriptionConnection!
    webhookSubscriptionsCount(limit: Int = 10000, query: String): Count
  }

  type Mutation {
    bulkOperationCancel(id: ID!): BulkOperationCancelPayload
    bulkOperationRunQuery(groupObjects: Boolean! = false, query: String!): BulkOperationRunQueryPayload
    webhookSubscriptionCreate(
      topic: WebhookSubscriptionTopic!
      webhookSubscription: WebhookSubscriptionInput!
    ): WebhookSubscriptionCreatePayload
    webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
    webhookSubscriptionUpdate(id: ID!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionUpdatePayload
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }
  type Count {
    count: Int!
    precision: CountPrecision!
  }
  enum CountPrecision {
    AT_LEAST
    EXACT
  }

  type MoneyV2 {
    amount: Decimal!
    currencyCode: CurrencyCode!
  }
  type MoneyBag {
    presentmentMoney: MoneyV2!
    shopMoney: MoneyV2!
  }
  enum CurrencyCode {
    USD
    EUR
    GBP
    CAD
    JPY
    KWD
    AUD
    CHF
    SEK
  }
  enum CountryCode {
    US
    CA
    GB
    DE
    FR
    JP
    KW
    SE
    CH
    AU
    BR
    ES
    IT
  }

  type Attribute {
    key: String!
    value: String
  }
  type UserError implements DisplayableError {
    field: [String!]
    message: String!
  }
  type ApiVersion {
    displayName: String!
    handle: String!
    supported: Boolean!
  }
`;
