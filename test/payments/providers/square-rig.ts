import { Logger } from '@nestjs/common';

import type { SandboxOptions } from '../../../sandbox/core/server.js';
import { LeakyBudget } from '../../../src/common/outbound/rate-budget.js';
import { OutboundClient } from '../../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../src/common/outbound/outbound-options.js';
import type { ProviderConnection } from '../../../src/modules/payments/providers/provider.connection.js';
import type { ProviderRead } from '../../../src/modules/payments/providers/provider.port.js';
import type { ProviderPage, ProviderTransaction } from '../../../src/modules/payments/providers/provider.records.js';
import { SquareProvider } from '../../../src/modules/payments/providers/square/square.provider.js';
import { startSandbox, type TestSandbox } from '../../support/sandbox.js';

export const TOKENS = {
  all: 'sandbox-square-token',
  reading: 'sandbox-square-oauth-readonly',
  payments: 'sandbox-square-oauth-payments',
} as const;

/** Square's adapter before the sandbox's Square, over real sockets. */
export class SquareRig {
  readonly square: SquareProvider;
  private readonly http = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/test', retry_base_ms: 5 }),
  );

  private constructor(readonly sandbox: TestSandbox) {
    this.square = new SquareProvider(`${sandbox.url}/square`);
  }

  static async start(orders = 60, options: SandboxOptions = {}): Promise<SquareRig> {
    Logger.overrideLogger(false);
    return new SquareRig(await startSandbox({ orders, products: 12, ...options }));
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.sandbox.close();
  }

  connection(access_token: string = TOKENS.all, more: Record<string, string> = {}): ProviderConnection {
    return {
      processor_id: 'test',
      credentials: this.square.parseCredentials({ access_token, environment: 'sandbox', ...more }),
      http: this.http,
      signal: new AbortController().signal,
      // What Square really allows would only make the suite slow.
      budget: new LeakyBudget({ capacity: 10_000, restore_per_second: 10_000 }),
      pause: () => Promise.resolve(),
    };
  }

  async read(
    resource: string,
    more: Partial<ProviderRead> = {},
    connection = this.connection(),
  ): Promise<ProviderPage[]> {
    const read: ProviderRead = {
      resource,
      mode: 'full',
      since: null,
      until: new Date(Date.now() + 60_000).toISOString(),
      cursor: null,
      open_ids: [],
      ...more,
    };
    const pages: ProviderPage[] = [];
    for await (const page of this.square.read(connection, read)) pages.push(page);
    return pages;
  }

  /** A movement of one resource's full read; the first that fits. */
  async find(resource: string, fits: (row: ProviderTransaction) => boolean): Promise<ProviderTransaction> {
    const row = (await this.read(resource)).flatMap((page) => page.transactions).find(fits);
    if (row === undefined) throw new Error(`no such row among ${resource}`);
    return row;
  }

  /** How often callers wrote at Square, by kind. */
  async writes(): Promise<Record<string, number>> {
    const { body } = await this.sandbox.http.request('GET', '/_sandbox/state?detail=true', {});
    const state = body as { square: { shops: { writes: Record<string, number> }[] } };
    return state.square.shops[0]?.writes ?? {};
  }
}

export const idsOf = (pages: ProviderPage[]): string[] =>
  pages.flatMap((page) => page.transactions.map((row) => row.platform_transaction_id));
