import type { Json, JsonObject } from '../core/json.js';
import { MagentoError, noSuchEntity, noSuchRecord } from './answers.js';
import { criteriaOf, find, holds, listAnswer, pageOf, type Criteria } from './criteria.js';
import { checked, isObject, listIn, numberIn, objectIn, textIn } from './input.js';
import { creditmemoView, invoiceView, shipmentView } from './document-view.js';
import { addTrack, comment, invoice, ship } from './order-effects.js';
import type { Order } from './order-types.js';
import { historyView, orderView } from './order-view.js';
import { cancelAndReturn, takeShipped } from './stock-effects.js';
import { orderValue } from './orders.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { timeText } from './site-time.js';

export function orderRoutes(): Route[] {
  return [
    route('GET', 'orders', 'Magento_Sales::actions_view', listOrders),
    route('GET', 'orders/:id', 'Magento_Sales::actions_view', (call) => orderView(orderOf(call))),
    route('POST', 'orders/:id/cancel', 'Magento_Sales::cancel', cancelOrder),
    route('POST', 'orders/:id/comments', 'Magento_Sales::comment', addComment),
    route('GET', 'orders/:id/comments', 'Magento_Sales::actions_view', (call) => {
      const order = orderOf(call);
      return {
        items: order.histories.map((history) => historyView(order, history)),
        search_criteria: null,
        total_count: order.histories.length,
      };
    }),
    route('POST', 'order/:id/ship', 'Magento_Sales::ship', shipOrder),
    route('POST', 'order/:id/invoice', 'Magento_Sales::invoice', invoiceOrder),
    route('GET', 'shipments', 'Magento_Sales::shipment', documents('shipments', shipmentView)),
    route('GET', 'shipment/:id', 'Magento_Sales::shipment', (call) => {
      const { order, shipment } = shipmentOf(call.site, Number(call.path[0]));
      return shipmentView(order, shipment);
    }),
    route('POST', 'shipment/track', 'Magento_Sales::shipment', trackShipment),
    route('DELETE', 'shipment/track/:id', 'Magento_Sales::shipment', removeTrack),
    route('GET', 'invoices', 'Magento_Sales::sales_invoice', documents('invoices', invoiceView)),
    route('GET', 'creditmemos', 'Magento_Sales::sales_creditmemo', documents('creditmemos', creditmemoView)),
  ];
}

function orderOf({ site, path }: Call): Order {
  const order = site.orders.get(Number(path[0]));
  if (order === undefined) throw noSuchRecord();
  return order;
}

function listOrders({ site, query }: Call): Json {
  const criteria = criteriaOf(query);
  for (const { field } of criteria.groups.flat()) checkColumn(field);
  const found = site.orders.find(criteria.groups);
  const [sort] = criteria.sorts;
  if (sort !== undefined) {
    checkColumn(sort.field);
    if (sort.field !== 'entity_id') {
      const keyed = found.map((id) => ({ id, key: valueOf(site, id, sort.field) ?? '' }));
      keyed.sort((a, b) => (a.key === b.key ? a.id - b.id : a.key < b.key ? -1 : 1));
      found.splice(0, found.length, ...keyed.map(({ id }) => id));
    }
    if (sort.descending) found.reverse();
  }
  const items = pageOf(found, criteria).flatMap((id) => {
    const order = site.orders.get(id);
    return order === undefined ? [] : [orderView(order)];
  });
  return listAnswer(items, criteria, found.length);
}

function valueOf(site: Site, id: number, field: string): string | number | null {
  const order = site.orders.get(id);
  return order === undefined ? null : (orderValue(order, field) ?? null);
}

const COLUMNS = new Set([
  'entity_id',
  'increment_id',
  'created_at',
  'updated_at',
  'state',
  'status',
  'customer_id',
  'customer_email',
  'store_id',
  'grand_total',
]);

function checkColumn(field: string): void {
  if (!COLUMNS.has(field))
    throw new MagentoError(400, `Column not found: 1054 Unknown column '${field}' in 'where clause'`);
}

/** A list of the orders' documents. Asked for by order, only those orders are looked at. */
function documents<K extends 'shipments' | 'invoices' | 'creditmemos'>(
  kind: K,
  view: (order: Order, document: Order[K][number]) => JsonObject,
): Route['handle'] {
  return ({ site, query }) => {
    const criteria = criteriaOf(query);
    const all = [...ordersFor(site, criteria)].flatMap((order) =>
      order[kind].map((document: Order[K][number]) => ({ order, document })),
    );
    const found = find(all, criteria, ({ order, document }, field) => {
      if (field === 'entity_id') return document.entity_id;
      if (field === 'order_id') return order.entity_id;
      if (field === 'created_at') return timeText(document.created);
      throw new MagentoError(400, `Column not found: 1054 Unknown column '${field}' in 'where clause'`);
    });
    return listAnswer(
      pageOf(found, criteria).map(({ order, document }) => view(order, document)),
      criteria,
      found.length,
    );
  };
}

function* ordersFor(site: Site, criteria: Criteria): Generator<Order> {
  const group = criteria.groups.find((filters) => filters.length === 1 && filters[0]?.field === 'order_id');
  const filter = group?.[0];
  const named =
    filter !== undefined && ['eq', 'in'].includes(filter.condition) ? filter.value.split(',').map(Number) : null;
  for (const id of named ?? site.orders.ids()) {
    const order = filter === undefined || holds(id, filter) ? site.orders.get(id) : undefined;
    if (order !== undefined) yield order;
  }
}

function cancelOrder(call: Call): Json {
  const order = orderOf(call);
  return call.site.orders.change(order, () => cancelAndReturn(call.site, order, call.site.tick()));
}

function addComment(call: Call): Json {
  const order = orderOf(call);
  const history = objectIn(call.body, 'statusHistory', 'OrderStatusHistory');
  const text = textIn(history, 'comment') ?? '';
  const status = textIn(history, 'status') ?? order.status;
  call.site.orders.change(order, () => {
    order.status = status;
    const visible = numberIn(history, 'is_visible_on_front') === 1;
    comment(order, text, { visible, notified: numberIn(history, 'is_customer_notified') === 1 }, call.site.tick());
  });
  return true;
}

function shipOrder(call: Call): Json {
  const order = orderOf(call);
  const body = isObject(call.body) ? call.body : {};
  const items = listIn(body, 'items').map((item) => {
    checked(item, 'ShipmentItemCreation');
    return { order_item_id: numberIn(item, 'order_item_id') ?? 0, qty: numberIn(item, 'qty') ?? 0 };
  });
  const tracks = listIn(body, 'tracks').map((track) => trackIn(checked(track, 'ShipmentTrackCreation')));
  const note = isObject(body.comment) ? textIn(checked(body.comment, 'ShipmentCommentCreation'), 'comment') : null;
  const at = call.site.tick();
  return call.site.orders.change(order, () => {
    const made = ship(order, items, tracks, at);
    if (note !== null) {
      made.comments.push({
        entity_id: made.entity_id * 10,
        comment: note,
        created: at,
        notified: false,
        visible: false,
      });
    }
    takeShipped(call.site, order, made.items, sourceIn(body));
    return made.entity_id;
  });
}

function sourceIn(body: JsonObject): string {
  const { arguments: more } = body;
  const extension = isObject(more) ? more.extension_attributes : undefined;
  return (isObject(extension) ? textIn(extension, 'source_code') : null) ?? 'default';
}

function trackIn(track: JsonObject): { track_number: string; title: string; carrier_code: string } {
  const [number, title, carrier] = ['track_number', 'title', 'carrier_code'].map((name) => textIn(track, name));
  if (!number || !title || !carrier) throw new MagentoError(400, 'Please enter a tracking number.');
  return { track_number: number, title, carrier_code: carrier };
}

function invoiceOrder(call: Call): Json {
  const order = orderOf(call);
  const at = call.site.tick();
  return call.site.orders.change(order, () => invoice(order, at).entity_id);
}

function shipmentOf(site: Site, id: number): { order: Order; shipment: Order['shipments'][number] } {
  const order = site.orders.get(Math.floor(id / 10));
  const shipment = order?.shipments.find((one) => one.entity_id === id);
  if (order === undefined || shipment === undefined) throw noSuchRecord();
  return { order, shipment };
}

/** Adds a track; the order's own date does not move, as at the platform. */
function trackShipment(call: Call): Json {
  const entity = objectIn(call.body, 'entity', 'ShipmentTrack');
  const { order, shipment } = shipmentOf(call.site, numberIn(entity, 'parent_id') ?? 0);
  if (numberIn(entity, 'order_id') !== order.entity_id)
    throw new MagentoError(400, 'The track belongs to another order.');
  const at = call.site.tick();
  return call.site.orders.change(order, () => {
    const { created: _created, ...track } = addTrack(
      shipment,
      { ...trackIn(entity), description: textIn(entity, 'description') },
      at,
    );
    return {
      ...track,
      order_id: order.entity_id,
      parent_id: shipment.entity_id,
      qty: null,
      weight: null,
    };
  });
}

function removeTrack(call: Call): Json {
  const id = Number(call.path[0]);
  const { order, shipment } = trackOwner(call.site, id);
  return call.site.orders.change(order, () => {
    shipment.tracks = shipment.tracks.filter((track) => track.entity_id !== id);
    return true;
  });
}

function trackOwner(site: Site, id: number): ReturnType<typeof shipmentOf> {
  const owner = shipmentOf(site, Math.floor(id / 100));
  if (!owner.shipment.tracks.some((track) => track.entity_id === id)) throw noSuchEntity('id', id);
  return owner;
}
