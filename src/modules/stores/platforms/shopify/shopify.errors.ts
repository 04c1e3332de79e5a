import { ProviderError, type ProviderFault } from '../../../../common/outbound/provider-error.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { cleanText, clip } from '../../../../common/text/clean-text.js';
import { isObject, UnmappableError } from './shopify.node.js';

export const PROVIDER = 'shopify';

/** The query is dearer than one query may be here: ask for less at once. */
export class CostExceededError extends ProviderError {
  constructor(message: string) {
    super({
      fault: 'rejected',
      provider: PROVIDER,
      message: 'Shopify refused a query as too expensive',
      provider_code: 'MAX_COST_EXCEEDED',
      provider_message: message,
    });
    this.name = 'CostExceededError';
  }
}

/** One error of an answer's `errors`. */
export interface GraphqlFault {
  code: string | null;
  message: string;
}

/** `errors` as Shopify spells it: a list of objects, or a text where the call never reached GraphQL. */
export function graphqlFaultsOf(errors: Json | undefined): GraphqlFault[] {
  if (errors === undefined || errors === null) return [];
  if (!Array.isArray(errors)) return [{ code: null, message: wordsOf(errors) }];
  return errors.map((error) => {
    const extensions = isObject(error) && isObject(error.extensions) ? error.extensions : {};
    return {
      code: typeof extensions.code === 'string' ? extensions.code : null,
      message: wordsOf(isObject(error) ? (error.message ?? error) : error),
    };
  });
}

/** Codes of GraphQL errors that are not simply a refusal. */
const FAULT_OF_CODE: Readonly<Record<string, ProviderFault>> = {
  ACCESS_DENIED: 'auth',
  SHOP_INACTIVE: 'unavailable',
  INTERNAL_SERVER_ERROR: 'unavailable',
  TIMEOUT: 'unavailable',
};

/** The answer had `errors` (other than THROTTLED): whatever data came along is not whole and is not used. */
export function errorOfGraphql(faults: GraphqlFault[]): ProviderError {
  const dear = faults.find((fault) => fault.code === 'MAX_COST_EXCEEDED');
  if (dear !== undefined) return new CostExceededError(dear.message);
  const decisive = faults.find((fault) => FAULT_OF_CODE[fault.code ?? ''] !== undefined) ?? faults[0];
  const code = decisive?.code ?? null;
  const words = decisive?.message ?? '';
  const fault = FAULT_OF_CODE[code ?? ''] ?? 'rejected';
  return new ProviderError({
    fault,
    provider: PROVIDER,
    message:
      fault === 'auth'
        ? `The access granted by Shopify does not suffice: ${words}`
        : `Shopify answered with an error: ${words}`,
    status: 200,
    provider_message: words,
    ...(code === null ? {} : { provider_code: code }),
  });
}

/** A mutation answered with `userErrors`; null when there were none. */
export function errorOfUserErrors(payload: JsonObject): ProviderError | null {
  const errors = payload.userErrors;
  if (!Array.isArray(errors)) return badAnswer('Shopify answered a mutation without its userErrors');
  const first = errors[0];
  if (first === undefined) return null;
  const code = isObject(first) && typeof first.code === 'string' ? first.code : 'USER_ERROR';
  const words = errors.map((error) => wordsOf(isObject(error) ? (error.message ?? error) : error)).join('; ');
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `Shopify refused: ${words}`,
    status: 200,
    provider_code: code,
    provider_message: words,
  });
}

/** What an HTTP status other than 200 of the Admin API or of the token endpoint means. */
export function errorOfStatus(status: number, body: string, shop: string): ProviderError {
  const words = wordsOfBody(body);
  const meaning = meaningOf(status, shop);
  return new ProviderError({
    ...meaning,
    provider: PROVIDER,
    message: words === '' ? meaning.message : `${meaning.message} (${words})`,
    status,
    provider_code: String(status),
    provider_message: words,
  });
}

export function badAnswer(message: string, cause?: unknown): ProviderError {
  return new ProviderError({ fault: 'bad_answer', provider: PROVIDER, message, cause });
}

/** Reads an answer that is no record: what is not as the schema promises is a `bad_answer`. */
export function readAnswer<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnmappableError)
      throw badAnswer(`Shopify answered something unexpected: ${error.message}`, error);
    throw error;
  }
}

function meaningOf(status: number, shop: string): { fault: ProviderFault; message: string } {
  if (status === 401) return { fault: 'auth', message: `Shopify does not accept the credentials for ${shop}` };
  if (status === 403) return { fault: 'auth', message: `Shopify refuses access to ${shop}` };
  // Frozen and locked shops come back once their owner has settled it with Shopify: worth asking again later.
  if (status === 402) return { fault: 'unavailable', message: `The shop ${shop} is frozen: its bill is unpaid` };
  if (status === 423) return { fault: 'unavailable', message: `Shopify has locked the shop ${shop}` };
  if (status === 404) return { fault: 'rejected', message: `There is no shop at ${shop}` };
  if (status === 429 || status === 430) return { fault: 'throttled', message: 'Shopify asks for fewer calls' };
  if (status >= 500) return { fault: 'unavailable', message: 'Shopify is not available' };
  if (status >= 300 && status < 400) return { fault: 'rejected', message: `${shop} has moved to another address` };
  if (status >= 400) return { fault: 'rejected', message: 'Shopify refused the call' };
  return { fault: 'bad_answer', message: `Shopify answered with the unexpected status ${status}` };
}

/** The words of an error body: JSON of several shapes, or nothing of a page of HTML. */
function wordsOfBody(body: string): string {
  try {
    const parsed = JSON.parse(body) as Json;
    if (!isObject(parsed)) return '';
    const words = parsed.error_description ?? parsed.errors ?? parsed.error ?? '';
    return words === '' ? '' : wordsOf(words);
  } catch {
    return '';
  }
}

function wordsOf(value: Json): string {
  return clip(cleanText(typeof value === 'string' ? value : JSON.stringify(value)), 500);
}
