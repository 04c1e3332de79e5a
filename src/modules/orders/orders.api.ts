/** What other modules may ask of orders. */
export abstract class OrdersApi {
  /** Orders of the user as lists show them with their lines, as JSON text by id; those that are gone or another's are left out. */
  abstract views(userId: string, ids: string[]): Promise<Map<string, string>>;
}
