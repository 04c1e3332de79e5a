import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { PRODUCTS_CHANGED } from '../../products/products.events.js';

/** Order lines that came before their product are tied to it once it is there. */
@Injectable()
export class LinkItems {
  constructor(private readonly database: Database) {}

  @ListensTo(PRODUCTS_CHANGED)
  async link(event: DeliveredEvent): Promise<void> {
    const { created } = event.payload as { created: string[] };
    if (created.length === 0 || event.store_id === null) return;
    await this.database.execute(
      `UPDATE order_items item SET product_id = product.id,
              variant_id = (SELECT id FROM product_variants variant
                            WHERE variant.product_id = product.id AND variant.platform_variant_id = item.platform_variant_id)
       FROM products product
       WHERE product.store_id = $1 AND product.id = ANY($2) AND item.store_id = $1
         AND item.platform_product_id = product.platform_product_id AND item.product_id IS NULL`,
      [event.store_id, created],
    );
  }
}
