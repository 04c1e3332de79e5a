import type { JsonObject } from '../../../../common/json.js';
import { idAt, textAt } from '../platform.values.js';
import type { MagentoClient } from './magento.client.js';
import { refused } from './magento.writes.js';

export function orderOf(client: MagentoClient, id: string): Promise<JsonObject> {
  if (idAt(id) === null) throw refused(`Magento has no order ${id}`);
  return client.one(`orders/${id}`);
}

/** The order's own status is repeated: left out, newer versions refuse the comment. */
export function commentOn(order: JsonObject, comment: string, notify: boolean): JsonObject {
  return {
    statusHistory: {
      comment,
      parent_id: Number(order.entity_id),
      is_customer_notified: notify ? 1 : 0,
      is_visible_on_front: 0,
      status: textAt(order.status) ?? '',
    },
  };
}
