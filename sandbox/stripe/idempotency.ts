import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import { Refusal } from './refusal.js';

interface Kept {
  of: string;
  answer: SandboxAnswer;
}

/** Answers by idempotency key: the same request again gets the same answer, another one is refused. */
export class IdempotencyKeys {
  private readonly kept = new Map<string, Kept>();

  /** The answer given before under this key, marked as replayed; null: none. */
  replay(request: SandboxRequest): SandboxAnswer | null {
    const key = keyOf(request);
    const before = key === null ? undefined : this.kept.get(key);
    if (before === undefined) return null;
    if (before.of !== fingerprint(request)) {
      const words =
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key ?? ''}' if you meant to execute a different request.`;
      throw new Refusal(400, words, { type: 'idempotency_error' });
    }
    return { ...before.answer, headers: { ...before.answer.headers, 'idempotent-replayed': 'true' } };
  }

  keep(request: SandboxRequest, given: SandboxAnswer): SandboxAnswer {
    const key = keyOf(request);
    if (key === null) return given;
    const answer = { ...given, headers: { ...given.headers, 'idempotency-key': key } };
    this.kept.set(key, { of: fingerprint(request), answer });
    return answer;
  }
}

function keyOf({ method, headers }: SandboxRequest): string | null {
  const key = headers['idempotency-key'];
  if (method !== 'POST' || key === undefined) return null;
  if (key.length > 255) throw new Refusal(400, 'Idempotency keys can be at most 255 characters long.');
  return key;
}

function fingerprint({ method, path, body }: SandboxRequest): string {
  return `${method} ${path} ${body.toString('utf8')}`;
}
