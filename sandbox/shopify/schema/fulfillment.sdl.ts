export const FULFILLMENT_SDL = /* GraphQL */ `
  type Fulfillment implements LegacyInteroperability & Node {
    createdAt: DateTime!
    deliveredAt: DateTime
    displayStatus: FulfillmentDisplayStatus
    estimatedDeliveryAt: DateTime
    events(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
      sortKey: FulfillmentEventSortKeys = HAPPENED_AT
    ): FulfillmentEventConnection!
    fulfillmentLineItems(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): FulfillmentLineItemConnection!
    id: ID!
    inTransitAt: DateTime
    legacyResourceId: UnsignedInt64!
    location: Location
    name: String!
    order: Order!
    requiresShipping: Boolean!
    status: FulfillmentStatus!
    totalQuantity: Int!
    trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
    updatedAt: DateTime!
  }
  type FulfillmentTrackingInfo {
    company: String
    number: String
    url: URL
  }
  type FulfillmentLineItem implements Node {
    discountedTotalSet: MoneyBag!
    id: ID!
    lineItem: LineItem!
    originalTotalSet: MoneyBag!
    quantity: Int
  }
  type FulfillmentEvent implements Node {
    createdAt: DateTime!
    happenedAt: DateTime!
    id: ID!
    message: String
    status: FulfillmentEventStatus!
  }

  type Refund implements LegacyInteroperability & Node {
    createdAt: DateTime
    id: ID!
    legacyResourceId: UnsignedInt64!
    note: String
    order: Order!
    orderAdjustments(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): OrderAdjustmentConnection!
    processedAt: DateTime!
    refundLineItems(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): RefundLineItemConnection!
    refundShippingLines(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): RefundShippingLineConnection!
    totalRefundedSet: MoneyBag!
    transactions(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): OrderTransactionConnection!
    updatedAt: DateTime!
  }
  type RefundLineItem {
    id: ID
    lineItem: LineItem!
    location: Location
    priceSet: MoneyBag!
    quantity: Int!
    restockType: RefundLineItemRestockType!
    restocked: Boolean!
    subtotalSet: MoneyBag!
    totalTaxSet: MoneyBag!
  }
  type RefundShippingLine implements Node {
    id: ID!
    shippingLine: ShippingLine!
    subtotalAmountSet: MoneyBag!
    taxAmountSet: MoneyBag!
  }
  type OrderAdjustment implements Node {
    amountSet: MoneyBag!
    id: ID!
    reason: OrderAdjustmentDiscrepancyReason
    taxAmountSet: MoneyBag!
  }
  type OrderTransaction implements Node {
    amountSet: MoneyBag!
    createdAt: DateTime!
    formattedGateway: String
    gateway: String
    id: ID!
    kind: OrderTransactionKind!
    manualPaymentGateway: Boolean!
    multiCapturable: Boolean!
    order: Order
    parentTransaction: OrderTransaction
    paymentId: String
    processedAt: DateTime
    receiptJson: JSON
    status: OrderTransactionStatus!
    test: Boolean!
  }

  type Customer implements LegacyInteroperability & Node {
    addressesV2(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): MailingAddressConnection!
    amountSpent: MoneyV2!
    createdAt: DateTime!
    defaultAddress: MailingAddress
    defaultEmailAddress: CustomerEmailAddress
    defaultPhoneNumber: CustomerPhoneNumber
    displayName: String!
    email: String @deprecated(reason: "Use defaultEmailAddress.emailAddress instead.")
    firstName: String
    id: ID!
    lastName: String
    lastOrder: Order
    legacyResourceId: UnsignedInt64!
    locale: String!
    note: String
    numberOfOrders: UnsignedInt64!
    orders(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: OrderSortKeys = ID
    ): OrderConnection!
    phone: String @deprecated(reason: "Use defaultPhoneNumber.phoneNumber instead.")
    state: CustomerState!
    tags: [String!]!
    taxExempt: Boolean!
    updatedAt: DateTime!
    verifiedEmail: Boolean!
  }
  type CustomerEmailAddress {
    emailAddress: String!
    validFormat: Boolean!
  }
  type CustomerPhoneNumber {
    phoneNumber: String!
  }
  type MailingAddress implements Node {
    address1: String
    address2: String
    city: String
    company: String
    coordinatesValidated: Boolean!
    country: String
    countryCodeV2: CountryCode
    firstName: String
    formatted(withCompany: Boolean = true, withName: Boolean = false): [String!]!
    id: ID!
    lastName: String
    latitude: Float
    longitude: Float
    name: String
    phone: String
    province: String
    provinceCode: String
    zip: String
  }
`;
