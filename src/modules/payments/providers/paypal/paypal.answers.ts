import type { Json } from '../../../../common/json.js';
import { ProviderError, type ProviderFault } from '../../../../common/outbound/provider-error.js';
import { clip } from '../../../../common/text/clean-text.js';
import { at, listOf, textAt } from './paypal.values.js';

/** PayPal's answers in words that generic code understands. */

export interface PaypalAnswer {
  status: number;
  text: string;
  /** Which permission the call needs, for the words of a refusal. */
  needs: string;
}

/** The answer's JSON. Throws ProviderError: `auth` (401, 403), `rejected` (other 4xx), `bad_answer` (no JSON). */
export function accepted(answer: PaypalAnswer): Json {
  const body = bodyOf(answer);
  if (answer.status < 200 || answer.status >= 300) throw refusal(answer, body);
  return body;
}

/** As `accepted`; null where PayPal has no such record. */
export function acceptedOrNull(answer: PaypalAnswer): Json {
  return answer.status === 404 ? null : accepted(answer);
}

export function isOk(answer: PaypalAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** Codes of what PayPal found wrong: its `name`, and each detail's `issue`. */
export function issuesOf(answer: PaypalAnswer): string[] {
  const body = parsed(answer) ?? null;
  const details = listOf(at(body, 'details')).map((detail) => textAt(detail, 'issue'));
  return [textAt(body, 'name'), ...details].filter((issue) => issue !== null);
}

export function refusal(answer: PaypalAnswer, body: Json = bodyOf(answer)): ProviderError {
  const { status } = answer;
  const issue = textAt(listOf(at(body, 'details'))[0], 'issue');
  const code = issue ?? textAt(body, 'name') ?? textAt(body, 'error');
  const words =
    textAt(listOf(at(body, 'details'))[0], 'description') ??
    textAt(body, 'message') ??
    textAt(body, 'error_description');
  const [fault, message] = verdict(answer, words);
  return new ProviderError({
    fault,
    provider: 'paypal',
    message,
    status,
    ...(code === null ? {} : { provider_code: clip(code, 100) }),
    ...(words === null ? {} : { provider_message: clip(words, 500) }),
  });
}

function verdict({ status, needs }: PaypalAnswer, words: string | null): [ProviderFault, string] {
  if (status === 401) return ['auth', 'PayPal does not accept the credentials any more'];
  if (status === 403) return ['auth', `PayPal refuses: the app lacks the permission ${needs}`];
  if (status >= 400) return ['rejected', `PayPal refuses: ${words === null ? `HTTP ${status}` : clip(words, 300)}`];
  return ['bad_answer', `PayPal answered ${status}, which is no answer to this call`];
}

function bodyOf(answer: PaypalAnswer): Json {
  if (answer.text === '') return null;
  const body = parsed(answer);
  if (body !== undefined) return body;
  // A refusal by something in front of PayPal bears a page; what it says of itself by its status holds all the same.
  if (answer.status >= 400) return null;
  const message = 'PayPal answered something that is not JSON';
  throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message, status: answer.status });
}

/** Pages are large, and looked into several times. */
const bodies = new WeakMap<PaypalAnswer, { body: Json | undefined }>();

/** The answer as JSON; undefined where it is none. */
function parsed(answer: PaypalAnswer): Json | undefined {
  const known = bodies.get(answer) ?? { body: json(answer.text) };
  bodies.set(answer, known);
  return known.body;
}

function json(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
