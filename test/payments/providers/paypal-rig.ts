import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { OutboundClient } from '../../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../../src/common/outbound/rate-budget.js';
import { PaypalProvider } from '../../../src/modules/payments/providers/paypal/paypal.provider.js';
import type { ProviderConnection } from '../../../src/modules/payments/providers/provider.connection.js';
import type { ProviderDelivery } from '../../../src/modules/payments/providers/provider.port.js';
import type { ProviderTransaction } from '../../../src/modules/payments/providers/provider.records.js';
import { type ReceivedRequest, startSandbox, type TestSandbox } from '../../support/sandbox.js';
import { until } from '../../support/until.js';

export const CREDENTIALS = {
  client_id: 'sandbox-paypal-client',
  client_secret: 'sandbox-paypal-secret',
  environment: 'sandbox',
};
export const READ_ONLY = {
  client_id: 'sandbox-paypal-readonly',
  client_secret: 'sandbox-paypal-readonly-secret',
  environment: 'sandbox',
};
export const PLAIN = {
  client_id: 'sandbox-paypal-plain',
  client_secret: 'sandbox-paypal-plain-secret',
  environment: 'sandbox',
};

/** An address that takes deliveries and keeps them. */
export interface Receiver {
  url: string;
  deliveries: ProviderDelivery[];
  /** The first one that fits, when it has come. */
  next(fits?: (text: string) => boolean): Promise<ProviderDelivery>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: ProviderDelivery[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      deliveries.push({ headers, raw_body: Buffer.concat(chunks) });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/paypal`,
    deliveries,
    next: async (fits = () => true) => {
      const found = await until('a delivery came', () =>
        deliveries.find(({ raw_body }) => fits(Buffer.from(raw_body).toString('utf8'))),
      );
      if (found === undefined) throw new Error('no delivery');
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An account in a sandbox whose search is three hours late, as PayPal's is. */
export class PaypalRig {
  /** A new one, with nothing in its memory, before each test. */
  provider: PaypalProvider;

  private constructor(
    readonly sandbox: TestSandbox,
    readonly receiver: Receiver,
    private readonly http: OutboundClient,
  ) {
    this.provider = this.fresh();
  }

  static async open(): Promise<PaypalRig> {
    Logger.overrideLogger(false);
    const settings = { SANDBOX_PAYPAL_LAG_MINUTES: '180' };
    const options = { allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/test', retry_base_ms: 10 };
    return new PaypalRig(
      await startSandbox({ orders: 60, products: 12, settings }),
      await startReceiver(),
      new OutboundClient(new OutboundOptions(options)),
    );
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.receiver.close();
    await this.sandbox.close();
  }

  async reset(): Promise<void> {
    await this.sandbox.clearFaults();
    this.provider = this.fresh();
  }

  connect(credentials: Record<string, string> = CREDENTIALS): ProviderConnection {
    return {
      processor_id: '11111111-1111-4111-8111-111111111111',
      credentials: this.provider.parseCredentials(credentials),
      http: this.http,
      signal: new AbortController().signal,
      budget: new LeakyBudget({ capacity: 1000, restore_per_second: 1000 }),
      pause: (ms) => sleep(Math.min(ms, 10)),
    };
  }

  async pay(amount = 5000, currency = 'EUR'): Promise<ProviderTransaction> {
    const { payment_id } = await this.sandbox.event('paypal', 'payment_succeeded', { amount, currency });
    return this.one(String(payment_id));
  }

  async one(id: string): Promise<ProviderTransaction> {
    const page = await this.provider.readOne(this.connect(), 'transactions', id);
    if (page?.transactions[0] === undefined) throw new Error(`PayPal has no ${id}`);
    return page.transactions[0];
  }

  /** What the sandbox was asked at addresses that contain this. */
  async calls(path: string): Promise<ReceivedRequest[]> {
    return (await this.sandbox.requests('paypal')).filter(({ url }) => url.includes(path));
  }

  private fresh(): PaypalProvider {
    return new PaypalProvider({ api_url: `${this.sandbox.url}/paypal` });
  }
}
