const CODED = (name: string, codes: string): string => `
  type ${name}UserError implements DisplayableError {
    code: ${name}UserErrorCode
    field: [String!]
    message: String!
  }
  enum ${name}UserErrorCode {
    ${codes}
  }`;

export const WRITE_CATALOG_SDL = /* GraphQL */ `
  extend type Mutation {
    productDelete(input: ProductDeleteInput!, synchronous: Boolean = true): ProductDeletePayload
    productSet(
      identifier: ProductSetIdentifiers
      input: ProductSetInput!
      synchronous: Boolean = true
    ): ProductSetPayload
    productUpdate(media: [CreateMediaInput!], product: ProductUpdateInput): ProductUpdatePayload
    productVariantsBulkCreate(
      media: [CreateMediaInput!]
      productId: ID!
      strategy: ProductVariantsBulkCreateStrategy = DEFAULT
      variants: [ProductVariantsBulkInput!]!
    ): ProductVariantsBulkCreatePayload
    productVariantsBulkDelete(productId: ID!, variantsIds: [ID!]!): ProductVariantsBulkDeletePayload
    productVariantsBulkUpdate(
      allowPartialUpdates: Boolean = false
      media: [CreateMediaInput!]
      productId: ID!
      variants: [ProductVariantsBulkInput!]!
    ): ProductVariantsBulkUpdatePayload
  }
  extend type Product {
    metafield(key: String!, namespace: String): Metafield
  }
  type Metafield implements Node {
    id: ID!
    key: String!
    namespace: String!
    type: String!
    value: String!
  }
  input MetafieldInput {
    id: ID
    key: String
    namespace: String
    type: String
    value: String
  }

  input ProductSetIdentifiers @oneOf {
    handle: String
    id: ID
  }
  input ProductSetInput {
    descriptionHtml: String
    files: [FileSetInput!]
    handle: String
    metafields: [MetafieldInput!]
    productOptions: [OptionSetInput!]
    productType: String
    status: ProductStatus
    tags: [String!]
    title: String
    variants: [ProductVariantSetInput!]
    vendor: String
  }
  input ProductUpdateInput {
    descriptionHtml: String
    handle: String
    id: ID
    metafields: [MetafieldInput!]
    productType: String
    status: ProductStatus
    tags: [String!]
    title: String
    vendor: String
  }
  input ProductDeleteInput {
    id: ID!
  }
  input FileSetInput {
    alt: String
    contentType: FileContentType
    filename: String
    id: ID
    originalSource: String
  }
  enum FileContentType {
    EXTERNAL_VIDEO
    FILE
    IMAGE
    MODEL_3D
    VIDEO
  }
  input CreateMediaInput {
    alt: String
    mediaContentType: MediaContentType!
    originalSource: String!
  }
  input OptionSetInput {
    id: ID
    name: String
    position: Int
    values: [OptionValueSetInput!]
  }
  input OptionValueSetInput {
    id: ID
    name: String
  }
  input VariantOptionValueInput {
    id: ID
    name: String
    optionId: ID
    optionName: String
  }
  input ProductVariantSetInput {
    barcode: String
    compareAtPrice: Money
    file: FileSetInput
    id: ID
    inventoryItem: InventoryItemInput
    inventoryPolicy: ProductVariantInventoryPolicy
    inventoryQuantities: [ProductSetInventoryInput!]
    optionValues: [VariantOptionValueInput!]!
    position: Int
    price: Money
    sku: String
    taxable: Boolean
  }
  input ProductVariantsBulkInput {
    barcode: String
    compareAtPrice: Money
    id: ID
    inventoryItem: InventoryItemInput
    inventoryPolicy: ProductVariantInventoryPolicy
    inventoryQuantities: [InventoryLevelInput!]
    mediaId: ID
    mediaSrc: [String!]
    optionValues: [VariantOptionValueInput!]
    price: Money
    taxable: Boolean
  }
  input ProductSetInventoryInput {
    locationId: ID!
    name: String!
    quantity: Int!
  }
  input InventoryLevelInput {
    availableQuantity: Int!
    locationId: ID!
  }
  input InventoryItemInput {
    cost: Decimal
    measurement: InventoryItemMeasurementInput
    requiresShipping: Boolean
    sku: String
    tracked: Boolean
  }
  input InventoryItemMeasurementInput {
    weight: WeightInput
  }
  input WeightInput {
    unit: WeightUnit!
    value: Float!
  }
  enum ProductVariantsBulkCreateStrategy {
    DEFAULT
    PRESERVE_STANDALONE_VARIANT
    REMOVE_STANDALONE_VARIANT
  }

  type ProductSetPayload {
    product: Product
    userErrors: [ProductSetUserError!]!
  }
  type ProductUpdatePayload {
    product: Product
    userErrors: [UserError!]!
  }
  type ProductDeletePayload {
    deletedProductId: ID
    userErrors: [UserError!]!
  }
  type ProductVariantsBulkCreatePayload {
    product: Product
    productVariants: [ProductVariant!]
    userErrors: [ProductVariantsBulkCreateUserError!]!
  }
  type ProductVariantsBulkDeletePayload {
    product: Product
    userErrors: [ProductVariantsBulkDeleteUserError!]!
  }
  type ProductVariantsBulkUpdatePayload {
    product: Product
    productVariants: [ProductVariant!]
    userErrors: [ProductVariantsBulkUpdateUserError!]!
  }
  ${CODED(
    'ProductSet',
    'HANDLE_NOT_UNIQUE INVALID_INPUT INVALID_VARIANT INVALID_PRODUCT NOT_FOUND OPTIONS_OVER_LIMIT OPTION_DOES_NOT_EXIST OPTION_VALUE_DOES_NOT_EXIST PRODUCT_DOES_NOT_EXIST PRODUCT_OPTIONS_INPUT_MISSING PRODUCT_VARIANT_DOES_NOT_EXIST VARIANTS_INPUT_MISSING VARIANTS_OVER_LIMIT',
  )}
  ${CODED(
    'ProductVariantsBulkCreate',
    'GREATER_THAN_OR_EQUAL_TO INVALID_INPUT NEED_TO_ADD_OPTION_VALUES NEGATIVE_PRICE_VALUE PRODUCT_DOES_NOT_EXIST VARIANT_ALREADY_EXISTS OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS',
  )}
  ${CODED(
    'ProductVariantsBulkDelete',
    'AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT CANNOT_DELETE_LAST_VARIANT PRODUCT_DOES_NOT_EXIST',
  )}
  ${CODED(
    'ProductVariantsBulkUpdate',
    'GREATER_THAN_OR_EQUAL_TO INVALID_INPUT NEGATIVE_PRICE_VALUE NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE OPTION_DOES_NOT_EXIST PRODUCT_DOES_NOT_EXIST PRODUCT_VARIANT_DOES_NOT_EXIST PRODUCT_VARIANT_ID_MISSING VARIANT_ALREADY_EXISTS',
  )}
`;
