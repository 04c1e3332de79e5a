import type { JsonObject } from '../core/json.js';

const WRITABLE = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Addresses of one site: `home` is its configured home address, without a slash at the end. */
export class Links {
  constructor(readonly home: string) {}

  rest(path: string): string {
    return `${this.home}/wp-json/wc/v3/${path}`;
  }

  /** `self` with what it allows, and `collection`. */
  record(collection: string, id: number | string, allow: string[] = WRITABLE): JsonObject {
    return {
      self: [{ href: this.rest(`${collection}/${id}`), targetHints: { allow } }],
      collection: [{ href: this.rest(collection) }],
    };
  }

  picture(n: number): string {
    return `${this.home}/wp-content/uploads/2026/11/product-${n}.png`;
  }
}
