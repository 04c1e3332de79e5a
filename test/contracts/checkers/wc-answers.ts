import type { Json, JsonObject } from '../../../src/common/json.js';
import type { ReceivedRequest } from '../../support/sandbox.js';
import { wcRequest } from './recorded.js';
import { recorded, recordedLike } from './samples.js';
import { shapeOf, strangers } from './shape.js';

/** Which records of the recorded server an address answers with. */
const KINDS: [address: RegExp, records: () => JsonObject[]][] = [
  [/^orders(\/\d+)?$/, () => recordedOrders()],
  [/^products(\/\d+|\/batch)?$/, () => recordedLike('product-').concat(recorded('products-page1.json'))],
  [/^products\/\d+\/variations(\/\d+|\/batch)?$/, () => recordedVariations()],
  [/^products\/tags$/, () => recorded('tags.json')],
  [/^orders\/\d+\/notes$/, () => recorded('order-notes.json')],
  [/^(orders\/\d+\/)?refunds$/, () => [...recorded('refunds-all.json'), ...recordedLike('refunds-of-order')]],
  [/^customers$/, () => recorded('customers.json')],
  [/^webhooks(\/\d+)?$/, () => recorded('webhook-created.json', 'webhooks.json')],
];

export function recordedOrders(): JsonObject[] {
  const single = recordedLike('order-').filter((record) => typeof record.id === 'number' && 'line_items' in record);
  return [...recorded('orders-page1.json', 'orders-page2.json', 'orders-page3.json'), ...single];
}

/** Whatever in the answers to reads and writes the recorded server never said; and how many records were looked at. */
export function answerFaults(calls: readonly ReceivedRequest[]): { faults: string[]; looked_at: number } {
  const answered = calls
    .map((call) => ({ ...wcRequest(call), status: call.status, answer: call.answer }))
    // With `_fields` only those are told.
    .filter(({ status, answer, query }) => status < 300 && answer !== undefined && query._fields === undefined);
  let looked = 0;
  const faults = KINDS.flatMap(([address, records]) => {
    const ours = answered
      .filter(({ path }) => address.test(path))
      .flatMap(({ answer }) => recordsIn(JSON.parse(answer ?? 'null') as Json));
    looked += ours.length;
    return strangers(shapeOf(ours), shapeOf(records())).map((fault) => `${address.source} ${fault}`);
  });
  return { faults, looked_at: looked };
}

/** Of a list, of a batch's parts, or the one; a batch's refusals aside. */
function recordsIn(answer: Json): JsonObject[] {
  if (Array.isArray(answer)) return answer as JsonObject[];
  const whole = answer as JsonObject;
  if ('id' in whole) return [whole];
  const parts = ['create', 'update', 'delete'].flatMap((name) => (whole[name] ?? []) as JsonObject[]);
  return parts.filter((part) => part.error === undefined);
}

/** The recorded ones happen to have no picture and no meta of their own: those are as products have them. */
function recordedVariations(): JsonObject[] {
  const all = recordedLike('variations').filter(({ type }) => type === 'variation');
  const [{ images }] = recorded('product-simple-images.json') as [JsonObject];
  const [{ meta_data }] = recorded('product-with-meta.json') as [JsonObject];
  const pictures = (images as JsonObject[]).map(
    ({ srcset: _srcset, sizes: _sizes, thumbnail: _thumbnail, ...image }) => image,
  );
  return [...all, ...pictures.map((image): JsonObject => ({ ...all[0], image, meta_data: meta_data ?? [] }))];
}
