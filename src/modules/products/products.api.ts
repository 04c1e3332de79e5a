/** What other modules may ask of products. */
export abstract class ProductsApi {
  /** Products of the user as the API shows them, as JSON text by id; those that are gone or another's are left out. */
  abstract views(userId: string, ids: string[]): Promise<Map<string, string>>;
}
