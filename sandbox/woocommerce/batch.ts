import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';
import { jsonAnswer, WooError } from './answers.js';
import { rowsOf } from './body.js';

export interface BatchOf {
  create(item: JsonObject): JsonObject;
  update(id: number, item: JsonObject): JsonObject;
  remove(id: number): JsonObject;
}

const LIMIT = 100;

/** Answers 200 whatever becomes of the items: each that is refused bears its own `error`. */
export function batch(body: JsonObject, of: BatchOf): SandboxAnswer {
  const create = rowsOf(body.create);
  const update = rowsOf(body.update);
  const remove = Array.isArray(body.delete) ? body.delete : [];
  if (create.length + update.length + remove.length > LIMIT) {
    const words = `Unable to accept more than ${LIMIT} items for this request.`;
    throw new WooError(413, 'woocommerce_rest_request_entity_too_large', words);
  }
  const answer: JsonObject = {};
  if (create.length > 0) answer.create = create.map((item) => attempt(0, () => of.create(item)));
  if (update.length > 0) {
    answer.update = update.map((item) => attempt(item.id ?? null, () => of.update(Number(item.id ?? 0), item)));
  }
  if (remove.length > 0) answer.delete = remove.map((id) => attempt(id, () => of.remove(Number(id))));
  return jsonAnswer(200, answer);
}

function attempt(id: Json, work: () => JsonObject): JsonObject {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WooError)) throw error;
    const data = typeof error.data === 'number' ? error.data : { status: error.status, ...error.data };
    return { id, error: { code: error.code, message: error.message, data } };
  }
}
