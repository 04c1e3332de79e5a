import { createSandbox, type SandboxOptions } from '../../sandbox/core/server.js';
import { HttpClient } from './http.js';

export interface FaultRequest {
  provider: string;
  kind: string;
  rate?: number;
  count?: number;
  delay_ms?: number;
  path?: string;
  /** Only calls with this method. */
  method?: string;
}

export interface ReceivedRequest {
  seq: number;
  provider: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  /** With `keep_answers`. */
  answer?: string;
}

export interface TestSandbox {
  url: string;
  http: HttpClient;
  /** Something goes wrong from now on, until `clearFaults` or `count` times. */
  fault(fault: FaultRequest): Promise<void>;
  clearFaults(): Promise<void>;
  /** What the sandbox received, oldest first. */
  requests(provider: string): Promise<ReceivedRequest[]>;
  /** `{ shopify: { orders, products }, … }` */
  state(): Promise<Record<string, Record<string, number>>>;
  /** Something happens at the platform. */
  event(provider: string, type: string, payload?: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Shopify as it is at its quickest: what it is like when it is not is the matter of few suites, which say so. */
const QUICK = {
  SANDBOX_SHOPIFY_BULK_DELAY_MS: '0',
  SANDBOX_SHOPIFY_RESTORE: '100000',
  SANDBOX_TIKTOK_QPS: '1000',
};

/** The outside world on a free port of this process; small and quick unless told otherwise. */
export async function startSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const settings = { ...QUICK, ...options.settings };
  const sandbox = await createSandbox({ orders: 40, products: 12, ...options, settings });
  const http = new HttpClient(sandbox.url);

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await http.request(method, `/_sandbox/${path}`, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`The sandbox refused ${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };

  return {
    url: sandbox.url,
    http,
    fault: async (fault) => {
      await control('POST', 'faults', fault);
    },
    clearFaults: async () => {
      await control('DELETE', 'faults');
    },
    requests: async (provider) => (await control('GET', `requests?provider=${provider}`)) as ReceivedRequest[],
    state: async () => (await control('GET', 'state')) as Record<string, Record<string, number>>,
    event: async (provider, type, payload = {}) =>
      (await control('POST', 'events', { provider, type, ...payload })) as Record<string, unknown>,
    close: () => sandbox.close(),
  };
}
