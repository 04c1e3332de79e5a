import type { JsonObject } from '../../../../common/json.js';
import type { MagentoClient } from './magento.client.js';
import { where, whereAny } from './magento.search.js';
import type { OrderDocuments } from './mapper/order.mapper.js';
import { idAt, listAt } from '../platform.values.js';
import { quantityAt } from './mapper/values.js';

/** Orders in one address. */
const ORDERS_A_CALL = 100;
const PAGE = 100;

/** Invoices, shipments and credit memos of a page of orders, by the order's id. Asked for only where the order has some. */
export async function documentsOf(client: MagentoClient, orders: JsonObject[]): Promise<Map<string, OrderDocuments>> {
  const found = new Map<string, OrderDocuments>();
  for (const order of orders) {
    const id = idAt(order.entity_id);
    if (id !== null) found.set(id, { invoices: [], shipments: [], creditmemos: [] });
  }
  const fill = async (kind: keyof OrderDocuments, has: (order: JsonObject) => boolean): Promise<void> => {
    const ids = orders.filter(has).flatMap((order) => idAt(order.entity_id) ?? []);
    for (const row of await read(client, kind, ids)) {
      const owner = found.get(idAt(row.order_id) ?? '');
      if (owner?.[kind].some((known) => known.entity_id === row.entity_id) === false) owner[kind].push(row);
    }
  };
  await Promise.all([
    fill('invoices', (order) => anyRow(order, 'qty_invoiced')),
    fill('shipments', (order) => anyRow(order, 'qty_shipped')),
    fill('creditmemos', (order) => Number(order.total_refunded ?? 0) > 0 || anyRow(order, 'qty_refunded')),
  ]);
  return found;
}

function anyRow(order: JsonObject, field: string): boolean {
  return listAt(order.items).some((row) => Number(quantityAt(row[field])) > 0);
}

async function read(client: MagentoClient, path: string, ids: string[]): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let from = 0; from < ids.length; from += ORDERS_A_CALL) {
    const group = whereAny('order_id', ids.slice(from, from + ORDERS_A_CALL));
    let last = 0;
    for (;;) {
      const { rows, total } = await client.search(path, {
        groups: [group, where('entity_id', 'gt', last)],
        sort: 'entity_id',
        page_size: PAGE,
      });
      all.push(...rows);
      const next = Number(rows.at(-1)?.entity_id);
      if (rows.length >= total || !(next > last)) break;
      last = next;
    }
  }
  return all;
}
