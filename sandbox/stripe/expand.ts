import type { Json, JsonObject } from '../core/json.js';
import { Refusal } from './refusal.js';
import type { Store } from './store.js';

const EXPANDABLE: Record<string, readonly string[]> = {
  charge: ['balance_transaction', 'failure_balance_transaction', 'customer'],
  refund: ['balance_transaction', 'failure_balance_transaction', 'charge'],
  dispute: ['charge'],
  payout: ['balance_transaction', 'failure_balance_transaction', 'destination'],
  balance_transaction: ['source'],
};

/** Puts objects in place of their ids, where the call asked for it: `balance_transaction`, in lists `data.balance_transaction`. */
export function expanded(object: JsonObject, paths: readonly string[], store: Store): JsonObject {
  for (const path of paths) expandOne(object, path.split('.'), path, store);
  return object;
}

function expandOne(object: JsonObject, [name = '', ...rest]: string[], path: string, store: Store): void {
  if (object.object === 'list') {
    if (name !== 'data' || rest.length === 0) throw cannot(path);
    for (const item of object.data as JsonObject[]) expandOne(item, rest, path, store);
    return;
  }
  const kind = typeof object.object === 'string' ? object.object : '';
  if (!(EXPANDABLE[kind] ?? []).includes(name)) throw cannot(path);
  const value: Json | undefined = object[name];
  if (typeof value === 'string') object[name] = store.whole(value, object) ?? value;
  const inner = object[name];
  if (rest.length > 0 && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
    expandOne(inner, rest, path, store);
  }
}

function cannot(path: string): Refusal {
  return new Refusal(400, `This property cannot be expanded (${path}).`, { param: 'expand' });
}
