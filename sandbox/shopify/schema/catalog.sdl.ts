export const CATALOG_SDL = /* GraphQL */ `
  type Product implements LegacyInteroperability & Node {
    category: TaxonomyCategory
    compareAtPriceRange: ProductCompareAtPriceRange
    createdAt: DateTime!
    description(truncateAt: Int): String!
    descriptionHtml: HTML!
    featuredImage: Image @deprecated(reason: "Use featuredMedia instead.")
    featuredMedia: Media
    handle: String!
    hasOnlyDefaultVariant: Boolean!
    hasOutOfStockVariants: Boolean!
    id: ID!
    images(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
      sortKey: ProductImageSortKeys = POSITION
    ): ImageConnection! @deprecated(reason: "Use media instead.")
    isGiftCard: Boolean!
    legacyResourceId: UnsignedInt64!
    media(
      after: String
      before: String
      first: Int
      last: Int
      query: String
      reverse: Boolean = false
      sortKey: ProductMediaSortKeys = POSITION
    ): MediaConnection!
    mediaCount: Count
    onlineStorePreviewUrl: URL
    onlineStoreUrl: URL
    options(first: Int): [ProductOption!]!
    priceRangeV2: ProductPriceRangeV2!
    productType: String!
    publishedAt: DateTime
    seo: SEO!
    status: ProductStatus!
    tags: [String!]!
    templateSuffix: String
    title: String!
    totalInventory: Int!
    tracksInventory: Boolean!
    updatedAt: DateTime!
    variants(
      after: String
      before: String
      first: Int
      last: Int
      reverse: Boolean = false
      sortKey: ProductVariantSortKeys = POSITION
    ): ProductVariantConnection!
    variantsCount: Count
    vendor: String!
  }
  type TaxonomyCategory implements Node {
    fullName: String!
    id: ID!
    isLeaf: Boolean!
    level: Int!
    name: String!
  }
  type SEO {
    description: String
    title: String
  }
  type ProductPriceRangeV2 {
    maxVariantPrice: MoneyV2!
    minVariantPrice: MoneyV2!
  }
  type ProductCompareAtPriceRange {
    maxVariantCompareAtPrice: MoneyV2!
    minVariantCompareAtPrice: MoneyV2!
  }
  type ProductOption implements Node {
    id: ID!
    name: String!
    optionValues: [ProductOptionValue!]!
    position: Int!
    values: [String!]!
  }
  type ProductOptionValue implements Node {
    hasVariants: Boolean!
    id: ID!
    name: String!
  }
  type SelectedOption {
    name: String!
    optionValue: ProductOptionValue!
    value: String!
  }

  type ProductVariant implements LegacyInteroperability & Node {
    availableForSale: Boolean!
    barcode: String
    compareAtPrice: Money
    createdAt: DateTime!
    displayName: String!
    id: ID!
    image(maxHeight: Int, maxWidth: Int, scale: Int = 1): Image @deprecated(reason: "Use media instead.")
    inventoryItem: InventoryItem!
    inventoryPolicy: ProductVariantInventoryPolicy!
    inventoryQuantity: Int
    legacyResourceId: UnsignedInt64!
    media(after: String, before: String, first: Int, last: Int, reverse: Boolean = false): MediaConnection!
    position: Int!
    price: Money!
    product: Product!
    selectedOptions: [SelectedOption!]!
    sellableOnlineQuantity: Int!
    sku: String
    taxable: Boolean!
    title: String!
    updatedAt: DateTime!
  }

  type InventoryItem implements LegacyInteroperability & Node {
    countryCodeOfOrigin: CountryCode
    createdAt: DateTime!
    duplicateSkuCount: Int!
    harmonizedSystemCode: String
    id: ID!
    inventoryLevel(includeInactive: Boolean = false, locationId: ID!): InventoryLevel
    inventoryLevels(
      after: String
      before: String
      first: Int
      includeInactive: Boolean = false
      last: Int
      query: String
      reverse: Boolean = false
    ): InventoryLevelConnection!
    legacyResourceId: UnsignedInt64!
    locationsCount: Count
    measurement: InventoryItemMeasurement!
    requiresShipping: Boolean!
    sku: String
    tracked: Boolean!
    unitCost: MoneyV2
    updatedAt: DateTime!
    variant: ProductVariant! @deprecated(reason: "Use variants instead.")
    variants(after: String, before: String, first: Int, last: Int): ProductVariantConnection
  }
  type InventoryItemMeasurement implements Node {
    id: ID!
    weight: Weight
  }
  type Weight {
    unit: WeightUnit!
    value: Float!
  }
  type InventoryLevel implements Node {
    canDeactivate: Boolean!
    createdAt: DateTime!
    id: ID!
    isActive: Boolean!
    item: InventoryItem!
    location: Location!
    quantities(names: [String!]!): [InventoryQuantity!]!
    updatedAt: DateTime!
  }
  type InventoryQuantity implements Node {
    id: ID!
    name: String!
    quantity: Int!
    updatedAt: DateTime
  }
  type Location implements LegacyInteroperability & Node {
    address: LocationAddress!
    createdAt: DateTime!
    deactivatedAt: String
    fulfillsOnlineOrders: Boolean!
    hasActiveInventory: Boolean!
    id: ID!
    inventoryLevels(
      after: String
      before: String
      first: Int
      includeInactive: Boolean = false
      last: Int
      query: String
      reverse: Boolean = false
    ): InventoryLevelConnection!
    isActive: Boolean!
    isFulfillmentService: Boolean!
    legacyResourceId: UnsignedInt64!
    name: String!
    shipsInventory: Boolean!
    updatedAt: DateTime!
  }
  type LocationAddress {
    address1: String
    city: String
    country: String
    countryCode: String
    formatted: [String!]!
    provinceCode: String
    zip: String
  }

  interface Media {
    alt: String
    id: ID!
    mediaContentType: MediaContentType!
    preview: MediaPreviewImage
    status: MediaStatus!
  }
  type MediaImage implements Media & Node {
    alt: String
    createdAt: DateTime!
    id: ID!
    image: Image
    mediaContentType: MediaContentType!
    mimeType: String
    preview: MediaPreviewImage
    status: MediaStatus!
    updatedAt: DateTime!
  }
  type ExternalVideo implements Media & Node {
    alt: String
    embedUrl: URL!
    id: ID!
    mediaContentType: MediaContentType!
    originUrl: URL!
    preview: MediaPreviewImage
    status: MediaStatus!
  }
  type MediaPreviewImage {
    image: Image
    status: MediaPreviewImageStatus!
  }
  type Image {
    altText: String
    height: Int
    id: ID
    url(transform: ImageTransformInput): URL!
    width: Int
  }
  input ImageTransformInput {
    maxHeight: Int
    maxWidth: Int
    scale: Int = 1
  }
`;
