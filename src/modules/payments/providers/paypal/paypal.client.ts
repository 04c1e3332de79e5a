import type {
  Client,
  PaymentsController,
  TransactionSearchController,
  OrdersController,
} from '@paypal/paypal-server-sdk';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import { type ProviderFetch, providerFetch } from '../provider.fetch.js';
import type { PaypalAnswer } from './paypal.answers.js';
import type { PaypalToken, PaypalTokens } from './paypal.tokens.js';

interface Controllers {
  payments: PaymentsController;
  orders: OrdersController;
  search: TransactionSearchController;
}

/** What the SDK's transport (axios) hands its adapter, as far as it is used. */
interface AxiosCall {
  method?: string;
  url?: string;
  headers?: Record<string, unknown>;
  data?: unknown;
}

interface Heard {
  status: number;
  text: string;
}

interface Direct {
  query?: Record<string, string>;
  body?: string;
}

/** Set by us: the SDK's own would name this machine's system. */
const OWN_HEADERS = new Set(['authorization', 'user-agent']);
/** Where PayPal's SDK believes that it calls; the address of the installation takes its place. */
const SDK_ORIGIN = 'https://api-m.paypal.com';

/**
 * PayPal for one piece of work. What the official SDK has a controller for goes through it, on our transport and with our token;
 * the rest (disputes, webhooks) straight through the same. Answers are taken as they came and not as the SDK reads them: it
 * refuses a whole page for one field that is not as its version knows it.
 */
export class PaypalClient {
  readonly connection: ProviderConnection;
  private readonly link: ProviderFetch;
  private controllers: Promise<Controllers> | null = null;
  private bearer = '';
  /** What the last call through the SDK was answered with. */
  private heard: Heard | null = null;

  constructor(
    connection: ProviderConnection,
    readonly address: string,
    private readonly tokens: PaypalTokens,
  ) {
    this.connection = connection;
    this.link = providerFetch(connection, {
      provider: 'paypal',
      // A refund bears an idempotency key, but what became of a lost one must be looked up: it is not repeated in here.
      isIdempotent: (method) => method === 'GET',
    });
  }

  /** @param fresh asks PayPal anew. */
  token(fresh = false): Promise<PaypalToken> {
    return this.link.run(() => this.tokens.get(this.connection, this.address, this.tokenLink(), fresh));
  }

  /** @param needs the permission that PayPal wants for it, in words for its refusal. */
  async sdk(needs: string, work: (controllers: Controllers) => Promise<unknown>): Promise<PaypalAnswer> {
    this.controllers ??= controllersOn((call) => this.transport(call));
    const controllers = await this.controllers;
    return this.authorised(needs, async (token) => {
      this.bearer = token.access_token;
      this.heard = null;
      try {
        await work(controllers);
      } catch (error) {
        // What the SDK thinks of an answer is its own affair; only that there was none is ours.
        if (this.lastHeard() === null) throw error;
      }
      return this.lastHeard();
    });
  }

  private lastHeard(): Heard | null {
    return this.heard;
  }

  get(path: string, needs: string, query: Record<string, string> = {}): Promise<PaypalAnswer> {
    return this.direct('GET', path, needs, { query });
  }

  /** @param body JSON text */
  direct(method: string, path: string, needs: string, { query = {}, body }: Direct = {}): Promise<PaypalAnswer> {
    return this.authorised(needs, async (token) => {
      const parameters = new URLSearchParams(query).toString();
      const response = await this.link.fetch(`${this.address}${path}${parameters === '' ? '' : `?${parameters}`}`, {
        method,
        headers: {
          authorization: `Bearer ${token.access_token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, text: await response.text() };
    });
  }

  /** A file that PayPal gives to everybody. */
  async file(url: string): Promise<PaypalAnswer> {
    const response = await this.link.run(() => this.link.fetch(url, { headers: { accept: '*/*' } }));
    return { status: response.status, text: await response.text(), needs: '' };
  }

  /** A 401 means that nothing was done: the token may have been withdrawn, so a new one is tried once. */
  private async authorised(needs: string, call: (token: PaypalToken) => Promise<Heard | null>): Promise<PaypalAnswer> {
    return this.link.run(async () => {
      const first = await call(await this.tokens.get(this.connection, this.address, this.tokenLink()));
      if (first?.status !== 401) return answered(first, needs);
      this.tokens.drop(this.connection, this.address);
      return answered(await call(await this.tokens.get(this.connection, this.address, this.tokenLink())), needs);
    });
  }

  /** Of its own: several pieces of work may wait for the same token, and asking twice does no harm. */
  private tokenLink(): ProviderFetch {
    return providerFetch(this.connection, { provider: 'paypal', isIdempotent: () => true });
  }

  /** What axios calls. The SDK is told nothing of the answer: its reading takes several times what ours does. */
  private async transport(call: AxiosCall): Promise<unknown> {
    const response = await this.send(call);
    this.heard = { status: response.status, text: await response.text() };
    return { status: 200, statusText: '', headers: {}, data: '{}', config: call, request: {} };
  }

  private send(call: AxiosCall): Promise<Response> {
    const asked = new URL(call.url ?? '');
    // The SDK leaves an empty place in the query for each parameter that was not given.
    const query = [...asked.searchParams].filter(([name]) => name !== '');
    const url = `${this.address}${asked.pathname}${query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`}`;
    if (asked.origin !== SDK_ORIGIN) {
      throw new ProviderError({ fault: 'rejected', provider: 'paypal', message: `The SDK would call ${asked.host}` });
    }
    const headers = Object.entries(call.headers ?? {}).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !OWN_HEADERS.has(name.toLowerCase()) ? [[name, value]] : [],
    );
    headers.push(['authorization', `Bearer ${this.bearer}`]);
    const body = typeof call.data === 'string' ? { body: call.data } : {};
    return this.link.fetch(url, { method: (call.method ?? 'get').toUpperCase(), headers, ...body });
  }
}

function answered(heard: Heard | null, needs: string): PaypalAnswer {
  if (heard !== null) return { ...heard, needs };
  throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message: 'The SDK made no call' });
}

/** Loaded at the first call: it takes half a second and 30 MB. */
async function controllersOn(adapter: (call: AxiosCall) => Promise<unknown>): Promise<Controllers> {
  const sdk = await import('@paypal/paypal-server-sdk');
  const client: Client = new sdk.Client({
    environment: sdk.Environment.Production,
    // Time-outs and further tries are the transport's.
    timeout: 0,
    httpClientOptions: { retryConfig: { maxNumberOfRetries: 0 } },
    // It is never asked for a token of its own: the transport sets ours.
    clientCredentialsAuthCredentials: {
      oAuthClientId: '',
      oAuthClientSecret: '',
      oAuthTokenProvider: () => Promise.resolve({ accessToken: 'set-by-the-transport', tokenType: 'Bearer' }),
    },
    unstable_httpClientOptions: { adapter },
  });
  return {
    payments: new sdk.PaymentsController(client),
    orders: new sdk.OrdersController(client),
    search: new sdk.TransactionSearchController(client),
  };
}
