export const ORDERS_SDL = /* GraphQL */ `
  enum OrderSortKeys {
    CREATED_AT
    ID
    ORDER_NUMBER
    PROCESSED_AT
    UPDATED_AT
  }
  enum CustomerSortKeys {
    CREATED_AT
    ID
    UPDATED_AT
  }
  enum FulfillmentEventSortKeys {
    HAPPENED_AT
    ID
  }
  enum OrderDisplayFinancialStatus {
    AUTHORIZED
    EXPIRED
    PAID
    PARTIALLY_PAID
    PARTIALLY_REFUNDED
    PENDING
    REFUNDED
    VOIDED
  }
  enum OrderDisplayFulfillmentStatus {
    FULFILLED
    FULFILLMENT_NOT_REQUIRED
    IN_PROGRESS
    ON_HOLD
    OPEN
    PARTIALLY_FULFILLED
    PENDING_FULFILLMENT
    REQUEST_DECLINED
    RESTOCKED
    SCHEDULED
    UNFULFILLED
  }
  enum OrderCancelReason {
    CUSTOMER
    DECLINED
    FRAUD
    INVENTORY
    OTHER
    STAFF
  }
  enum OrderReturnStatus {
    INSPECTION_COMPLETE
    IN_PROGRESS
    NO_RETURN
    RETURNED
    RETURN_FAILED
    RETURN_REQUESTED
  }
  enum FulfillmentStatus {
    CANCELLED
    ERROR
    FAILURE
    SUCCESS
  }
  enum FulfillmentDisplayStatus {
    ATTEMPTED_DELIVERY
    CANCELED
    CARRIER_PICKED_UP
    CONFIRMED
    DELAYED
    DELIVERED
    FAILURE
    FULFILLED
    IN_TRANSIT
    LABEL_PRINTED
    LABEL_PURCHASED
    LABEL_VOIDED
    MARKED_AS_FULFILLED
    NOT_DELIVERED
    OUT_FOR_DELIVERY
    PICKED_UP
    READY_FOR_PICKUP
    SUBMITTED
  }
  enum FulfillmentEventStatus {
    ATTEMPTED_DELIVERY
    CARRIER_PICKED_UP
    CONFIRMED
    DELAYED
    DELIVERED
    FAILURE
    IN_TRANSIT
    LABEL_PRINTED
    LABEL_PURCHASED
    OUT_FOR_DELIVERY
    READY_FOR_PICKUP
  }
  enum OrderTransactionKind {
    AUTHORIZATION
    CAPTURE
    CHANGE
    EMV_AUTHORIZATION
    REFUND
    SALE
    SUGGESTED_REFUND
    VOID
  }
  enum OrderTransactionStatus {
    AWAITING_RESPONSE
    ERROR
    FAILURE
    PENDING
    SUCCESS
    UNKNOWN
  }
  enum RefundLineItemRestockType {
    CANCEL
    LEGACY_RESTOCK
    NO_RESTOCK
    RETURN
  }
  enum DiscountApplicationAllocationMethod {
    ACROSS
    EACH
  }
  enum DiscountApplicationTargetSelection {
    ALL
    ENTITLED
    EXPLICIT
  }
  enum DiscountApplicationTargetType {
    LINE_ITEM
    SHIPPING_LINE
  }
  enum CustomerState {
    DECLINED
    DISABLED
    ENABLED
    INVITED
  }
  enum OrderAdjustmentDiscrepancyReason {
    CUSTOMER
    DAMAGE
    FULL_RETURN_BALANCING_ADJUSTMENT
    PENDING_REFUND_DISCREPANCY
    REFUND_DISCREPANCY
    RESTOCK
  }

  type Order implements LegacyInteroperability & Node {
    app: OrderApp
    billingAddress: MailingAddress
    billingAddressMatchesShippingAddress: Boolean!
    cancelReason: OrderCancelReason
    cancellation: OrderCancellation
    cancelledAt: DateTime
    cartDiscountAmountSet: MoneyBag
    closed: Boolean!
    closedAt: DateTime
    confirmationNumber: String
    confirmed: Boolean!
    createdAt: DateTime!
    currencyCode: CurrencyCode!
    currentShippingPriceSet: MoneyBag!
    currentSubtotalLineItemsQuantity: Int!
    currentSubtotalPriceSet: MoneyBag!
    currentTaxLines: [TaxLine!]!
    currentTotalDiscountsSet: MoneyBag!
    currentTotalDutiesSet: MoneyBag
    currentTotalPriceSet: MoneyBag!
    currentTotalTaxSet: MoneyBag!
    customAttributes: [Attribute!]!
    customer: Customer
    customerLocale: String
    discountApplications(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): DiscountApplicationConnection!
    discountCode: String
    discountCodes: [String!]!
    displayAddress: MailingAddress
    displayFinancialStatus: OrderDisplayFinancialStatus
    displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
    edited: Boolean!
    email: String
    estimatedTaxes: Boolean!
    fulfillable: Boolean!
    fulfillments(first: Int, query: String): [Fulfillment!]!
    fulfillmentsCount: Count
    fullyPaid: Boolean!
    id: ID!
    legacyResourceId: UnsignedInt64!
    lineItems(after: String, before: String, first: Int, last: Int, reverse: Boolean = false): LineItemConnection!
    name: String!
    netPaymentSet: MoneyBag!
    note: String
    number: Int!
    originalTotalAdditionalFeesSet: MoneyBag
    originalTotalDutiesSet: MoneyBag
    originalTotalPriceSet: MoneyBag!
    paymentGatewayNames: [String!]!
    phone: String
    poNumber: String
    presentmentCurrencyCode: CurrencyCode!
    processedAt: DateTime!
    refundable: Boolean!
    refunds(first: Int): [Refund!]!
    requiresShipping: Boolean!
    retailLocation: Location
    returnStatus: OrderReturnStatus!
    shippingAddress: MailingAddress
    shippingLine: ShippingLine
    shippingLines(
      after: String
      before: String
      first: Int
      includeRemovals: Boolean = false
      last: Int
      reverse: Boolean = false
    ): ShippingLineConnection!
    sourceIdentifier: String
    sourceName: String
    subtotalLineItemsQuantity: Int!
    subtotalPriceSet: MoneyBag
    tags: [String!]!
    taxExempt: Boolean!
    taxLines: [TaxLine!]!
    taxesIncluded: Boolean!
    test: Boolean!
    totalCapturableSet: MoneyBag!
    totalDiscountsSet: MoneyBag
    totalOutstandingSet: MoneyBag!
    totalPriceSet: MoneyBag!
    totalReceivedSet: MoneyBag!
    totalRefundedSet: MoneyBag!
    totalRefundedShippingSet: MoneyBag!
    totalShippingPriceSet: MoneyBag!
    totalTaxSet: MoneyBag
    totalTipReceivedSet: MoneyBag!
    totalWeight: UnsignedInt64
    transactions(capturable: Boolean, first: Int, manuallyResolvable: Boolean): [OrderTransaction!]!
    transactionsCount: Count
    unpaid: Boolean!
    updatedAt: DateTime!
  }
  type OrderApp {
    id: ID!
    name: String!
  }
  type OrderCancellation {
    staffNote: String
  }

  type LineItem implements Node {
    currentQuantity: Int!
    customAttributes: [Attribute!]!
    discountAllocations: [DiscountAllocation!]!
    discountedTotalSet(withCodeDiscounts: Boolean = false): MoneyBag!
    discountedUnitPriceAfterAllDiscountsSet: MoneyBag!
    discountedUnitPriceSet: MoneyBag!
    fulfillmentStatus: String! @deprecated(reason: "Use FulfillmentOrderLineItem instead.")
    id: ID!
    image(maxHeight: Int, maxWidth: Int, scale: Int = 1): Image
    isGiftCard: Boolean!
    name: String!
    nonFulfillableQuantity: Int!
    originalTotalSet: MoneyBag!
    originalUnitPriceSet: MoneyBag!
    priceAfterAllDiscountsBeforeTaxesSet: MoneyBag!
    product: Product
    quantity: Int!
    refundableQuantity: Int!
    requiresShipping: Boolean!
    restockable: Boolean!
    sku: String
    taxLines(first: Int): [TaxLine!]!
    taxable: Boolean!
    title: String!
    totalDiscountSet: MoneyBag!
    unfulfilledDiscountedTotalSet: MoneyBag!
    unfulfilledOriginalTotalSet: MoneyBag!
    unfulfilledQuantity: Int!
    variant: ProductVariant
    variantTitle: String
    vendor: String
    weight: Weight
  }
  type TaxLine {
    channelLiable: Boolean
    priceSet: MoneyBag!
    rate: Float
    ratePercentage: Float
    source: String
    title: String!
  }
  type ShippingLine {
    carrierIdentifier: String
    code: String
    currentDiscountedPriceSet: MoneyBag!
    custom: Boolean!
    deliveryCategory: String
    discountAllocations: [DiscountAllocation!]!
    discountedPriceSet: MoneyBag!
    id: ID
    isRemoved: Boolean!
    originalPriceSet: MoneyBag!
    phone: String
    shippingRateHandle: String
    source: String
    taxLines: [TaxLine!]!
    title: String!
  }

  type DiscountAllocation {
    allocatedAmountSet: MoneyBag!
    discountApplication: DiscountApplication!
  }
  interface DiscountApplication {
    allocationMethod: DiscountApplicationAllocationMethod!
    index: Int!
    targetSelection: DiscountApplicationTargetSelection!
    targetType: DiscountApplicationTargetType!
    value: PricingValue!
  }
  type AutomaticDiscountApplication implements DiscountApplication {
    allocationMethod: DiscountApplicationAllocationMethod!
    index: Int!
    targetSelection: DiscountApplicationTargetSelection!
    targetType: DiscountApplicationTargetType!
    title: String!
    value: PricingValue!
  }
  type DiscountCodeApplication implements DiscountApplication {
    allocationMethod: DiscountApplicationAllocationMethod!
    code: String!
    index: Int!
    targetSelection: DiscountApplicationTargetSelection!
    targetType: DiscountApplicationTargetType!
    value: PricingValue!
  }
  type ManualDiscountApplication implements DiscountApplication {
    allocationMethod: DiscountApplicationAllocationMethod!
    description: String
    index: Int!
    targetSelection: DiscountApplicationTargetSelection!
    targetType: DiscountApplicationTargetType!
    title: String!
    value: PricingValue!
  }
  union PricingValue = MoneyV2 | PricingPercentageValue
  type PricingPercentageValue {
    percentage: Float!
  }
`;
