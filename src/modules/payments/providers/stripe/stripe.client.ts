import type Stripe from 'stripe';
import { SystemClock } from '../../../../common/clock/clock.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { retryAfterMs } from '../../../../common/outbound/retry-after.js';
import type { ProviderConnection } from '../provider.connection.js';
import { providerFetch } from '../provider.fetch.js';
import { errorOf, withoutKeys } from './stripe.errors.js';

/** Stripe's own word on whether to try again, which goes before what the status suggests. */
const SHOULD_RETRY = 'stripe-should-retry';
const TRIES = 3;
const clock = new SystemClock();
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** What the SDK tells Stripe of this machine. */
const TELLTALES = ['user-agent', 'x-stripe-client-user-agent', 'x-stripe-client-telemetry'];

/** Runs calls of the SDK and throws what went wrong as ProviderErrors. For one piece of work, one call after the other. */
export type StripeCalls = <T>(call: (sdk: Stripe) => PromiseLike<T>) => Promise<T>;

export interface StripeOptions {
  /** Without a slash at its end. */
  api_url: string;
  /** Writes are sent once, and it is told exactly whether one may have been carried out. Else they are repeated under their key. */
  once?: boolean;
}

export async function stripeCalls(connection: ProviderConnection, options: StripeOptions): Promise<StripeCalls> {
  // At first use: it is large, and most processes never call Stripe.
  const { default: StripeSdk } = await import('stripe');
  const transport = transportTo(connection, options);
  const sdk = new StripeSdk(connection.credentials.secret_key ?? '', {
    httpClient: StripeSdk.createFetchHttpClient(transport.fetch),
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return async (call) => {
    try {
      return await transport.run(async () => await call(sdk));
    } catch (error) {
      throw errorOf(error);
    }
  };
}

interface Transport {
  fetch: typeof globalThis.fetch;
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Our client under the SDK, with Stripe's rules for trying again. */
function transportTo(connection: ProviderConnection, { api_url, once = false }: StripeOptions): Transport {
  const mayRepeat = (method: string, headers: Record<string, string>): boolean =>
    method === 'GET' || (!once && (method === 'DELETE' || headers['idempotency-key'] !== undefined));
  const under = providerFetch(connection, { provider: 'stripe', isIdempotent: mayRepeat, any_status: true });
  let fault: unknown = null;

  const call = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const asked = new URL(input instanceof Request ? input.url : String(input));
    const headers = new Headers(init.headers);
    for (const name of TELLTALES) headers.delete(name);
    const repeatable = mayRepeat(init.method ?? 'GET', Object.fromEntries(headers.entries()));
    for (let attempt = 1; ; attempt += 1) {
      const answer = await under.fetch(`${api_url}${asked.pathname}${asked.search}`, { ...init, headers });
      const error = await objectionOf(answer, repeatable);
      if (error === null) return answer;
      const wait = Math.max(error.retry_after_ms ?? 0, FIRST_WAIT_MS * 2 ** (attempt - 1));
      if (error.fault === 'throttled') connection.budget.blockFor(wait);
      const again = repeatable && attempt < TRIES && answer.headers.get(SHOULD_RETRY) !== 'false';
      if (!again || wait > LONGEST_WAIT_MS) throw error;
      if (error.fault !== 'throttled') await connection.pause(wait);
    }
  };
  return {
    fetch: async (input, init) => {
      try {
        return await call(input, init);
      } catch (error) {
        fault = error;
        throw error;
      }
    },
    run: async (work) => {
      fault = null;
      try {
        return await under.run(work);
      } catch (error) {
        // The SDK wraps what its transport throws; what is known of the call is in ours.
        throw fault ?? error;
      }
    },
  };
}

/** What an answer that is nobody's fault but the service's means; null: the SDK may read it. */
async function objectionOf(answer: Response, repeatable: boolean): Promise<ProviderError | null> {
  const { status } = answer;
  const busy = status === 409 && answer.headers.get(SHOULD_RETRY) === 'true';
  if (status !== 429 && status < 500 && !busy) return null;
  const said = withoutKeys((await answer.clone().text()).slice(0, 500));
  const after = retryAfterMs(answer.headers.get('retry-after') ?? undefined, clock.ms());
  const facts = {
    provider: 'stripe',
    status,
    ...((answer.headers.get('content-type') ?? '').includes('json') && { provider_message: said }),
    ...(after !== undefined && { retry_after_ms: after }),
  };
  if (status === 429) return new ProviderError({ ...facts, fault: 'throttled', message: 'Stripe wants fewer calls' });
  if (repeatable) return new ProviderError({ ...facts, fault: 'unavailable', message: `Stripe answered ${status}` });
  const message = `Stripe answered ${status}: whether it was carried out is not known`;
  return new ProviderError({ ...facts, fault: 'unknown_outcome', message });
}
