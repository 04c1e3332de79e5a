import type { JsonObject } from '../core/json.js';
import { invalid } from './answers.js';

/** What was done under which key: done again it gives the same, with another body it is refused. */
export class IdempotencyKeys {
  private readonly kept = new Map<string, { body: string; again: () => JsonObject }>();

  /** `work` carries out, and gives what shows the outcome as it is then. Throws SquareRefusal. */
  once(key: string, body: JsonObject, work: () => () => JsonObject): JsonObject {
    const text = JSON.stringify(body);
    const kept = this.kept.get(key);
    if (kept !== undefined) {
      if (kept.body === text) return kept.again();
      const detail = 'The idempotency key can only be retried with the same request data.';
      throw invalid('IDEMPOTENCY_KEY_REUSED', detail, 'idempotency_key');
    }
    // A refusal does not use the key up: nothing was done.
    const again = work();
    this.kept.set(key, { body: text, again });
    return again();
  }
}
