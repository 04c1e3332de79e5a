import { QueryError, type Args } from '../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../graphql/executor.js';

/** Mutations that Shopify refuses without `@idempotent` (of those that are here), and what was answered under each key. */
export class Idempotent {
  private readonly answers = new Map<string, { input: string; payload: object }>();

  /** The same key and the same input: the first answer again, and nothing is done. */
  once(mutation: string, args: Args, work: () => object): object {
    const key = args[IDEMPOTENCY_KEY];
    if (typeof key !== 'string' || key.trim() === '') {
      throw new QueryError(`The @idempotent directive is required for this mutation but was not provided.`, {
        code: 'BAD_REQUEST',
      });
    }
    const input = JSON.stringify(args.input);
    const known = this.answers.get(`${mutation} ${key}`);
    if (known !== undefined && known.input !== input) {
      const message = 'The idempotency key was used with other parameters';
      return { userErrors: [{ field: null, message, code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }] };
    }
    if (known !== undefined) return { ...known.payload, replayed: true };
    const payload = work();
    this.answers.set(`${mutation} ${key}`, { input, payload });
    return payload;
  }
}
