export const WRITE_ORDERS_SDL = /* GraphQL */ `
  extend type Mutation {
    fulfillmentCancel(id: ID!): FulfillmentCancelPayload
    fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
    fulfillmentEventCreate(fulfillmentEvent: FulfillmentEventInput!): FulfillmentEventCreatePayload
    fulfillmentTrackingInfoUpdate(
      fulfillmentId: ID!
      notifyCustomer: Boolean
      trackingInfoInput: FulfillmentTrackingInput!
    ): FulfillmentTrackingInfoUpdatePayload
    orderCancel(
      notifyCustomer: Boolean = false
      orderId: ID!
      reason: OrderCancelReason!
      refund: Boolean @deprecated(reason: "Use refundMethod instead.")
      refundMethod: OrderCancelRefundMethodInput
      restock: Boolean!
      staffNote: String = null
    ): OrderCancelPayload
    orderMarkAsPaid(input: OrderMarkAsPaidInput!): OrderMarkAsPaidPayload
    orderUpdate(input: OrderInput!): OrderUpdatePayload
  }
  extend type QueryRoot {
    fulfillmentOrder(id: ID!): FulfillmentOrder
    job(id: ID!): Job
  }
  extend type Order {
    canMarkAsPaid: Boolean!
    fulfillmentOrders(
      after: String
      before: String
      displayable: Boolean = false
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
    ): FulfillmentOrderConnection!
  }

  type Job {
    done: Boolean!
    id: ID!
  }

  type FulfillmentOrder implements Node {
    assignedLocation: FulfillmentOrderAssignedLocation!
    createdAt: DateTime!
    id: ID!
    lineItems(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
    ): FulfillmentOrderLineItemConnection!
    order: Order!
    orderId: ID!
    orderName: String!
    requestStatus: FulfillmentOrderRequestStatus!
    status: FulfillmentOrderStatus!
    supportedActions: [FulfillmentOrderSupportedAction!]!
    updatedAt: DateTime!
  }
  type FulfillmentOrderAssignedLocation {
    location: Location
    name: String!
  }
  type FulfillmentOrderLineItem implements Node {
    id: ID!
    lineItem: LineItem!
    remainingQuantity: Int!
    requiresShipping: Boolean!
    sku: String
    totalQuantity: Int!
  }
  type FulfillmentOrderSupportedAction {
    action: FulfillmentOrderAction!
    externalUrl: URL
  }
  enum FulfillmentOrderAction {
    CREATE_FULFILLMENT
    HOLD
    MOVE
    SPLIT
  }
  enum FulfillmentOrderRequestStatus {
    UNSUBMITTED
  }
  enum FulfillmentOrderStatus {
    CANCELLED
    CLOSED
    INCOMPLETE
    IN_PROGRESS
    ON_HOLD
    OPEN
    SCHEDULED
  }

  input FulfillmentInput {
    lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]!
    notifyCustomer: Boolean = false
    trackingInfo: FulfillmentTrackingInput
  }
  input FulfillmentOrderLineItemsInput {
    fulfillmentOrderId: ID!
    fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]
  }
  input FulfillmentOrderLineItemInput {
    id: ID!
    quantity: Int!
  }
  input FulfillmentTrackingInput {
    company: String
    number: String
    numbers: [String!]
    url: URL
    urls: [URL!]
  }
  input FulfillmentEventInput {
    fulfillmentId: ID!
    happenedAt: DateTime
    message: String
    status: FulfillmentEventStatus!
  }
  type FulfillmentCancelPayload {
    fulfillment: Fulfillment
    userErrors: [UserError!]!
  }
  type FulfillmentCreatePayload {
    fulfillment: Fulfillment
    userErrors: [UserError!]!
  }
  type FulfillmentEventCreatePayload {
    fulfillmentEvent: FulfillmentEvent
    userErrors: [UserError!]!
  }
  type FulfillmentTrackingInfoUpdatePayload {
    fulfillment: Fulfillment
    userErrors: [UserError!]!
  }

  input OrderCancelRefundMethodInput @oneOf {
    originalPaymentMethodsRefund: Boolean
  }
  type OrderCancelPayload {
    job: Job
    orderCancelUserErrors: [OrderCancelUserError!]!
    userErrors: [UserError!]! @deprecated(reason: "Use orderCancelUserErrors instead.")
  }
  type OrderCancelUserError implements DisplayableError {
    code: OrderCancelUserErrorCode
    field: [String!]
    message: String!
  }
  enum OrderCancelUserErrorCode {
    INTERNAL_ERROR
    INVALID
    NOT_FOUND
    NO_REFUND_PERMISSION
  }
  input OrderMarkAsPaidInput {
    id: ID!
  }
  type OrderMarkAsPaidPayload {
    order: Order
    userErrors: [UserError!]!
  }
  input AttributeInput {
    key: String!
    value: String!
  }
  input OrderInput {
    customAttributes: [AttributeInput!]
    email: String
    id: ID!
    note: String
    phone: String
    tags: [String!]
  }
  type OrderUpdatePayload {
    order: Order
    userErrors: [UserError!]!
  }
`;
