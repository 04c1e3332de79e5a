export const CATALOG_ENUMS_SDL = /* GraphQL */ `
  enum ProductStatus {
    ACTIVE
    ARCHIVED
    DRAFT
    UNLISTED
  }

  enum ProductSortKeys {
    CREATED_AT
    ID
    UPDATED_AT
  }

  enum ProductVariantSortKeys {
    ID
    POSITION
  }

  enum ProductMediaSortKeys {
    ID
    POSITION
  }

  enum ProductImageSortKeys {
    CREATED_AT
    ID
    POSITION
  }

  enum LocationSortKeys {
    ID
    NAME
  }

  enum ProductVariantInventoryPolicy {
    CONTINUE
    DENY
  }

  enum WeightUnit {
    GRAMS
    KILOGRAMS
    OUNCES
    POUNDS
  }

  enum MediaContentType {
    EXTERNAL_VIDEO
    IMAGE
    MODEL_3D
    VIDEO
  }

  enum MediaStatus {
    FAILED
    PROCESSING
    READY
    UPLOADED
  }

  enum MediaPreviewImageStatus {
    FAILED
    PROCESSING
    READY
    UPLOADED
  }
`;
