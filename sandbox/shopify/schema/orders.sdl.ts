export const ORDERS_SDL = /* GraphQL */ `
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
